package io.metal3.ipam.kube;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A CustomResourceDefinition without its schemas. Those of Cluster API are some ten thousand lines that nobody reads here: to have them
 * read by the library's own type is a good part of a start, and they would be kept for as long as the definition is watched.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group("apiextensions.k8s.io")
@Version("v1")
@Kind("CustomResourceDefinition")
@Plural("customresourcedefinitions")
@Singular("customresourcedefinition")
final class KindDefinition extends CustomResource<KindDefinition.Spec, KindDefinition.Status> {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Spec getSpec() {
        return super.getSpec();
    }

    @Override
    public @Nullable Status getStatus() {
        return super.getStatus();
    }

    /** The versions in which objects of the kind are served now; none before the API server has established it. */
    Set<String> servedVersions() {
        var spec = getSpec();
        var status = getStatus();
        // Conditions come a moment after the definition itself.
        if (spec == null || status == null || !status.isEstablished()) {
            return Set.of();
        }
        return spec.versions().stream().filter(ServedVersion::served).map(ServedVersion::name).collect(Collectors.toSet());
    }

    /** Which versions there are. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Spec(List<ServedVersion> versions) {

        Spec {
            versions = versions == null ? List.of() : List.copyOf(versions);
        }
    }

    /** One of them. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ServedVersion(String name, boolean served) {}

    /** What the API server has made of it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Status(List<Condition> conditions) {

        Status {
            conditions = conditions == null ? List.of() : List.copyOf(conditions);
        }

        boolean isEstablished() {
            return conditions.stream().anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
        }
    }
}
