package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /**
     * What a condition says of its own where thousands are alike but for that.
     *
     * @param since the last transition, in seconds since 1970
     */
    public record Detail(@Nullable String message, long since) {}

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

    /** Null where there is no condition of this type, or it does not say since when. */
    public static @Nullable Detail detail(List<Condition> conditions, String type) {
        return find(conditions, type)
                .filter(c -> c.getLastTransitionTime() != null)
                .map(c -> new Detail(
                        c.getMessage(), Instant.parse(c.getLastTransitionTime()).getEpochSecond()))
                .orElse(null);
    }

    /** The list with this detail in its condition of this type, or with none. */
    public static List<Condition> withDetail(List<Condition> conditions, String type, @Nullable Detail detail) {
        return conditions.stream()
                .map(c -> type.equals(c.getType()) ? withDetail(c, detail) : c)
                .toList();
    }

    private static Condition withDetail(Condition condition, @Nullable Detail detail) {
        return new ConditionBuilder(condition)
                .withMessage(detail == null ? null : detail.message())
                .withLastTransitionTime(
                        detail == null ? null : Instant.ofEpochSecond(detail.since()).toString())
                .build();
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
