package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Sets one condition in a list, by the Kubernetes API conventions: one entry a type, the transition time moves only when the
 * status does, other people's types stay as they are.
 */
public final class Conditions {

    /** The type that tells whether an object does what it is for. */
    public static final String READY = "Ready";

    /** The longest message that {@code metav1.Condition} allows. */
    private static final int MAX_MESSAGE = 32_768;

    private Conditions() {}

    /** What is to be told: a condition without its times. */
    public record Told(String type, boolean status, String reason, String message, long observedGeneration) {

        public Told {
            message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 3) + "...";
        }
    }

    /** The list with this condition in it; the very same list when it says so already. */
    public static List<Condition> with(List<Condition> conditions, Told told, Instant now) {
        var old = find(conditions, told.type());
        if (old.isPresent() && saysTheSame(old.get(), told)) {
            return conditions;
        }
        var status = told.status() ? "True" : "False";
        var since = old.filter(c -> status.equals(c.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        var fresh = new ConditionBuilder()
                .withType(told.type())
                .withStatus(status)
                .withReason(told.reason())
                .withMessage(told.message())
                .withObservedGeneration(told.observedGeneration())
                .withLastTransitionTime(since)
                .build();
        var result = new ArrayList<Condition>();
        conditions.stream().filter(c -> !told.type().equals(c.getType())).forEach(result::add);
        result.add(fresh);
        return List.copyOf(result);
    }

    public static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
    }

    private static boolean saysTheSame(Condition old, Told told) {
        return Objects.equals(old.getStatus(), told.status() ? "True" : "False")
                && Objects.equals(old.getReason(), told.reason())
                && Objects.equals(old.getMessage(), told.message())
                && Objects.equals(old.getObservedGeneration(), told.observedGeneration());
    }
}
