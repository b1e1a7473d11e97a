package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Where the objects of a kind are looked for: in the one namespace that the manager serves, or in all. A manager of one namespace is
 * allowed no more, so it must not ask for more.
 */
public final class Namespaces {

    private static final ListOptions ONE = new ListOptionsBuilder().withLimit(1L).build();

    private Namespaces() {}

    /**
     * The objects that are looked for.
     *
     * @param namespace the only one to look in; null for all
     */
    public static <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>> AnyNamespaceOperation<T, L, R> in(
            @Nullable String namespace, MixedOperation<T, L, R> resources) {
        return namespace == null ? resources.inAnyNamespace() : resources.inNamespace(namespace);
    }

    /**
     * Whether there is any object of the kind: a fresh read.
     *
     * @param namespace the only one to look in; null for all
     * @throws KubernetesClientException if that cannot be said, and if the kind is not served or not to be seen
     */
    public static boolean haveAny(@Nullable String namespace, KubernetesClient client, Class<? extends HasMetadata> kind) {
        return !in(namespace, client.resources(kind)).list(ONE).getItems().isEmpty();
    }
}
