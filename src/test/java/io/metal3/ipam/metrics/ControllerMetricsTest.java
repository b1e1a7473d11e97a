package io.metal3.ipam.metrics;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ControllerMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ControllerMetrics metrics = new ControllerMetrics(registry);
    private final Map<String, Object> ofClaims = Map.of(Constants.CONTROLLER_NAME, "ipclaim");
    private final ConfigMap object = new ConfigMap();

    @Test
    void countsLooksByTheirResult() {
        metrics.reconciliationSucceeded(object, ofClaims);
        metrics.reconciliationSucceeded(object, ofClaims);
        metrics.reconciliationFailed(object, null, new IllegalStateException("no"), ofClaims);

        assertThat(count("success")).isEqualTo(2);
        assertThat(count("error")).isEqualTo(1);
    }

    @Test
    void knowsWhatWaitsAndWhatIsUnderWay() throws Exception {
        metrics.reconciliationSubmitted(object, null, ofClaims);
        metrics.reconciliationSubmitted(object, null, ofClaims);
        metrics.reconciliationSubmitted(object, null, ofClaims);
        assertThat(gauge("ipam.reconciles.queued")).isEqualTo(3);

        var seen = metrics.timeControllerExecution(
                look(() -> gauge("ipam.reconciles.active") + " active, " + gauge("ipam.reconciles.queued") + " queued"));
        metrics.reconciliationFinished(object, null, ofClaims);

        assertThat(seen).isEqualTo("1.0 active, 2.0 queued");
        assertThat(gauge("ipam.reconciles.active")).isZero();
        assertThat(gauge("ipam.reconciles.queued")).isEqualTo(2);
    }

    @Test
    void timesALookThatFailsToo() {
        assertThatThrownBy(() -> metrics.timeControllerExecution(look(() -> {
                    throw new IllegalStateException("no");
                })))
                .isInstanceOf(IllegalStateException.class);

        assertThat(registry.get("ipam.reconcile.duration").tag("controller", "ipclaim").timer().count()).isEqualTo(1);
        assertThat(gauge("ipam.reconciles.active")).isZero();
    }

    /** The framework wanted to look, and found that the object is gone: it says that it has finished all the same. */
    @Test
    void doesNotDriftByObjectsThatVanishBeforeTheirTurn() {
        metrics.reconciliationSubmitted(object, null, ofClaims);
        metrics.reconciliationFinished(object, null, ofClaims);

        assertThat(gauge("ipam.reconciles.queued")).isZero();
    }

    @Test
    void forgetsTheQueueOfAControllerThatIsRegisteredAnew() {
        metrics.reconciliationSubmitted(object, null, ofClaims);

        metrics.registered("ipclaim");

        assertThat(gauge("ipam.reconciles.queued")).isZero();
    }

    /** A label for each object would bring down whatever collects the metrics. */
    @Test
    void hasAsManyMetersForAThousandObjectsAsForOne() throws Exception {
        metrics.registered("ipclaim");
        var before = registry.getMeters().size();

        for (int i = 0; i < 1_000; i++) {
            metrics.eventReceived(new Event(new ResourceID("claim-" + i, "namespace-" + i)), ofClaims);
            metrics.timeControllerExecution(look(() -> ""));
        }

        assertThat(registry.getMeters()).hasSize(before);
        assertThat(registry.getMeters()).allSatisfy(meter -> assertThat(meter.getId().getTags())
                .allSatisfy(tag -> assertThat(tag.getKey()).isIn("controller", "result", "le")));
        assertThat(registry.get("ipam.reconcile.triggers").counter().count()).isEqualTo(1_000);
    }

    private double count(String result) {
        return registry.get("ipam.reconciles").tag("controller", "ipclaim").tag("result", result).counter().count();
    }

    private double gauge(String name) {
        return registry.get(name).tag("controller", "ipclaim").gauge().value();
    }

    private static ControllerExecution<String> look(Callable<String> body) {
        return new ControllerExecution<>() {
            @Override
            public String name() {
                return "reconcile";
            }

            @Override
            public String controllerName() {
                return "ipclaim";
            }

            @Override
            public String successTypeName(String result) {
                return result;
            }

            @Override
            public ResourceID resourceID() {
                return new ResourceID("claim", "namespace");
            }

            @Override
            public Map<String, Object> metadata() {
                return Map.of();
            }

            @Override
            public String execute() throws Exception {
                return body.call();
            }
        };
    }
}
