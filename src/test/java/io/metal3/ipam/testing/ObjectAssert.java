package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.metal3.ipam.kube.OwnerReferences;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** What can be said of an object of any kind. */
abstract class ObjectAssert<S extends ObjectAssert<S, T>, T extends HasMetadata> extends AbstractAssert<S, T> {

    ObjectAssert(T actual, Class<?> self) {
        super(actual, self);
        as("%s %s", actual.getKind(), actual.getMetadata().getName());
    }

    public S hasFinalizer(String finalizer) {
        Assertions.assertThat(actual.getFinalizers()).as("finalizers of %s", descriptionText()).contains(finalizer);
        return myself;
    }

    public S hasNoFinalizers() {
        Assertions.assertThat(actual.getFinalizers()).as("finalizers of %s", descriptionText()).isEmpty();
        return myself;
    }

    public S hasLabel(String key, String value) {
        Assertions.assertThat(actual.getMetadata().getLabels()).as("labels of %s", descriptionText()).containsEntry(key, value);
        return myself;
    }

    public S hasAnnotation(String key, String value) {
        Assertions.assertThat(actual.getMetadata().getAnnotations())
                .as("annotations of %s", descriptionText())
                .containsEntry(key, value);
        return myself;
    }

    public S isBeingDeleted() {
        Assertions.assertThat(actual.isMarkedForDeletion()).as("%s is being deleted", descriptionText()).isTrue();
        return myself;
    }

    public S isNotBeingDeleted() {
        Assertions.assertThat(actual.isMarkedForDeletion()).as("%s is being deleted", descriptionText()).isFalse();
        return myself;
    }

    /** These are its owners, and nobody else: by group, kind, name and uid, none of them as controller. */
    public S isOwnedBy(HasMetadata... owners) {
        Assertions.assertThat(OwnerReferences.of(actual))
                .as("owners of %s", descriptionText())
                .containsExactlyInAnyOrder(List.of(owners).stream()
                        .map(ObjectAssert::reference)
                        .toArray(OwnerReference[]::new));
        return myself;
    }

    /** Nobody has written to it since. */
    public S isUntouchedSince(T before) {
        Assertions.assertThat(actual).as(descriptionText()).usingRecursiveComparison().isEqualTo(before);
        return myself;
    }

    void hasCondition(List<Condition> conditions, String status, String reason) {
        Assertions.assertThat(conditions).as("conditions of %s", descriptionText()).singleElement().satisfies(c -> {
            Assertions.assertThat(c.getType()).isEqualTo("Ready");
            Assertions.assertThat(c.getReason()).as(c.getMessage()).isEqualTo(reason);
            Assertions.assertThat(c.getStatus()).isEqualTo(status);
            Assertions.assertThat(c.getLastTransitionTime()).isNotBlank();
        });
    }

    private static OwnerReference reference(HasMetadata owner) {
        return OwnerReferences.to(
                owner.getApiVersion(), owner.getKind(), owner.getMetadata().getName(), owner.getMetadata().getUid());
    }
}
