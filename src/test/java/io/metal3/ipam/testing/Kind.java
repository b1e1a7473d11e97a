package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;

/** The kinds of object that tests deal with. */
public final class Kind<T extends HasMetadata> {

    public static final Kind<IPPool> POOL =
            new Kind<>("IPPool", (client, namespace) -> client.resources(IPPool.class).inNamespace(namespace));

    public static final Kind<IPClaim> CLAIM =
            new Kind<>("IPClaim", (client, namespace) -> client.resources(IPClaim.class).inNamespace(namespace));

    public static final Kind<IPAddress> ADDRESS =
            new Kind<>("IPAddress", (client, namespace) -> client.resources(IPAddress.class).inNamespace(namespace));

    /** Cluster API's. */
    public static final Kind<CapiIPAddressClaim> CAPI_CLAIM = new Kind<>(
            "IPAddressClaim", (client, namespace) -> client.resources(CapiIPAddressClaim.class).inNamespace(namespace));

    /** Cluster API's. */
    public static final Kind<CapiIPAddress> CAPI_ADDRESS = new Kind<>(
            "Cluster API's IPAddress", (client, namespace) -> client.resources(CapiIPAddress.class).inNamespace(namespace));

    public static final Kind<GenericKubernetesResource> CLUSTER = untyped("cluster.x-k8s.io", "v1beta2", "Cluster", "clusters");

    static final Kind<Event> EVENT =
            new Kind<>("Event", (client, namespace) -> client.v1().events().inNamespace(namespace));

    private final String name;
    private final Requests<T> requests;

    private Kind(String name, Requests<T> requests) {
        this.name = name;
        this.requests = requests;
    }

    /** A kind that no class of ours stands for. */
    public static Kind<GenericKubernetesResource> untyped(String group, String version, String kind, String plural) {
        var context = new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
        return new Kind<>(kind, (client, namespace) -> client.genericKubernetesResources(context).inNamespace(namespace));
    }

    /** The requests about objects of this kind. */
    public NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, ? extends Resource<T>> requests(KubernetesClient client, String namespace) {
        return requests.of(client, namespace);
    }

    @Override
    public String toString() {
        return name;
    }

    private interface Requests<T extends HasMetadata> {
        NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, ? extends Resource<T>> of(KubernetesClient client, String namespace);
    }
}
