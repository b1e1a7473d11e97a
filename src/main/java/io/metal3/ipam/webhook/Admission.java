package io.metal3.ipam.webhook;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.kube.JsonPatch;
import java.util.Optional;

/**
 * What one kind has to say to objects of it before they are stored. Called by many threads at once; answers at once, from memory. An
 * object that is being created may have no name yet, and has no uid.
 *
 * @param <T> the kind
 */
public interface Admission<T extends HasMetadata> {

    Class<T> type();

    /**
     * What a new object gets that it came without.
     *
     * @param dryRun whether the object is going to be thrown away
     */
    default Optional<JsonPatch> defaults(T created, boolean dryRun) {
        return Optional.empty();
    }

    Verdict validateCreate(T created);

    Verdict validateUpdate(T before, T now);

    /** To be deleted is everybody's right: the finalizers see to it that nothing goes too early. */
    default Verdict validateDelete(T last) {
        return Verdict.FINE;
    }
}
