package io.metal3.ipam.leader;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The requests to the one Lease. Each names the version it means, so that of two who write one fails. */
final class LeaseStore {

    /** The Go manager's name: a manager of either make stands by while one of the other acts. */
    private static final String NAME = "controller-leader-election-ipam-capm3";

    private final KubernetesClient client;
    private final String namespace;
    private final String identity;
    private final int seconds;

    LeaseStore(KubernetesClient client, String namespace, String identity, Duration lease) {
        this.client = client;
        this.namespace = namespace;
        this.identity = identity;
        this.seconds = (int) lease.toSeconds();
    }

    String name() {
        return namespace + "/" + NAME;
    }

    String identity() {
        return identity;
    }

    Optional<Lease> read() {
        return Optional.ofNullable(lease().get());
    }

    Lease create() {
        var now = now();
        return client.resource(new LeaseBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withNamespace(namespace)
                                .withName(NAME)
                                .build())
                        .withSpec(held(now, now, 0))
                        .build())
                .create();
    }

    /** A sign of life, or the beginning of one. */
    Lease take(Lease lease) {
        var now = now();
        var old = lease.getSpec();
        boolean isOurs = old != null && identity.equals(old.getHolderIdentity());
        var acquired = old != null && isOurs && old.getAcquireTime() != null ? old.getAcquireTime() : now;
        return write(lease, held(acquired, now, transitions(old) + (isOurs ? 0 : 1)));
    }

    /** Nobody's, at once. */
    void release(Lease lease) {
        var now = now();
        var unused = write(
                lease,
                new LeaseSpecBuilder()
                        .withLeaseDurationSeconds(1)
                        .withAcquireTime(now)
                        .withRenewTime(now)
                        .withLeaseTransitions(transitions(lease.getSpec()))
                        .build());
    }

    /** Calls when the Lease is nobody's, as soon as a watch shows it. */
    AutoCloseable watch(Runnable free) {
        var informer = lease().runnableInformer(0);
        informer.addEventHandler(new ResourceEventHandler<Lease>() {
            @Override
            public void onAdd(Lease lease) {
                look(lease);
            }

            @Override
            public void onUpdate(Lease before, Lease now) {
                look(now);
            }

            @Override
            public void onDelete(Lease lease, boolean finalStateUnknown) {
                free.run();
            }

            private void look(Lease lease) {
                var spec = lease.getSpec();
                if (spec == null || spec.getHolderIdentity() == null || spec.getHolderIdentity().isEmpty()) {
                    free.run();
                }
            }
        });
        // It only saves time: where it may not watch, or cannot, the turns find out.
        informer.exceptionHandler((started, failure) -> true);
        var unused = informer.start();
        return informer;
    }

    private LeaseSpec held(ZonedDateTime acquired, ZonedDateTime renewed, int transitions) {
        return new LeaseSpecBuilder()
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds(seconds)
                .withAcquireTime(acquired)
                .withRenewTime(renewed)
                .withLeaseTransitions(transitions)
                .build();
    }

    private Lease write(Lease lease, LeaseSpec spec) {
        return client.resource(new LeaseBuilder(lease).withSpec(spec).build()).update();
    }

    private Resource<Lease> lease() {
        return client.resources(Lease.class).inNamespace(namespace).withName(NAME);
    }

    private static int transitions(@Nullable LeaseSpec spec) {
        return spec == null ? 0 : Objects.requireNonNullElse(spec.getLeaseTransitions(), 0);
    }

    private static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    }
}
