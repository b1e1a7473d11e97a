package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListMeta;
import org.jspecify.annotations.Nullable;

/**
 * How new an object is, as a number: of two versions of it the larger one is the later, as KEP-5504 has it. Zero where it is none, so
 * that nothing is older than what nobody can compare.
 */
public final class ResourceVersion {

    private ResourceVersion() {}

    /** Of an object. */
    public static long of(HasMetadata object) {
        return number(object.getMetadata().getResourceVersion());
    }

    /** Of a list, whose every object is as it was then. */
    public static long of(@Nullable ListMeta list) {
        return list == null ? 0 : number(list.getResourceVersion());
    }

    /** Of a text as it stands in metadata. */
    public static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
