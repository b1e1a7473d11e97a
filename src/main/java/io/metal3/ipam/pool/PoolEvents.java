package io.metal3.ipam.pool;

import io.metal3.ipam.api.v1alpha1.IPPool;
import java.util.Objects;

/** Which changes of an IPPool call for a look at the object: all but those of its status, which we write ourselves. */
public final class PoolEvents {

    private PoolEvents() {}

    public static boolean callForALook(IPPool before, IPPool now) {
        var old = before.getMetadata();
        var fresh = now.getMetadata();
        return !Objects.equals(old.getUid(), fresh.getUid())
                || !Objects.equals(old.getGeneration(), fresh.getGeneration())
                || !Objects.equals(old.getDeletionTimestamp(), fresh.getDeletionTimestamp())
                || !Objects.equals(old.getLabels(), fresh.getLabels())
                || !Objects.equals(old.getAnnotations(), fresh.getAnnotations())
                || !Objects.equals(old.getFinalizers(), fresh.getFinalizers())
                || !Objects.equals(old.getOwnerReferences(), fresh.getOwnerReferences());
    }
}
