package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** An object that is yet to be made, in whichever namespace. */
public interface Blueprint<T extends HasMetadata> {

    /** Where it belongs among its like. */
    Kind<T> kind();

    T in(String namespace);
}
