package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Where Events about objects go, for people to read. Must not block; nothing may depend on whether an Event is written. */
public interface EventSink {

    /** Something went as it should. */
    void normal(HasMetadata object, String reason, String message);

    /** Somebody should look at this. */
    void warning(HasMetadata object, String reason, String message);
}
