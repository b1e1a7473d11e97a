package io.metal3.ipam.move;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.metal3.ipam.kube.OwnerReferences;
import io.metal3.ipam.testing.Blueprint;
import io.metal3.ipam.testing.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object of the Metal3 provider: a link of the chain that leads from a Cluster to its claims.
 *
 * @param owner the link before it; null for one that no Cluster owns, and that stays where it is
 */
record Metal3Object(Kind<GenericKubernetesResource> kind, String name, @Nullable HasMetadata owner)
        implements Blueprint<GenericKubernetesResource> {

    private static final String GROUP = "infrastructure.cluster.x-k8s.io";
    private static final String VERSION = "v1beta2";

    static final Kind<GenericKubernetesResource> MACHINE = Kind.untyped(GROUP, VERSION, "Metal3Machine", "metal3machines");
    static final Kind<GenericKubernetesResource> DATA = Kind.untyped(GROUP, VERSION, "Metal3Data", "metal3datas");

    @Override
    public GenericKubernetesResource in(String namespace) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(GROUP + "/" + VERSION)
                .withKind(kind.toString())
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withOwnerReferences(owner == null ? List.of() : List.of(reference(owner)))
                .endMetadata()
                .build();
    }

    private static OwnerReference reference(HasMetadata owner) {
        return OwnerReferences.to(
                owner.getApiVersion(), owner.getKind(), owner.getMetadata().getName(), owner.getMetadata().getUid());
    }
}
