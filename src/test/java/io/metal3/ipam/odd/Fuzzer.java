package io.metal3.ipam.odd;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.testing.TestNamespace;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes objects of all five kinds with odd contents, few names and in any order: makes, changes, deletes them, and writes their
 * statuses. What the API server refuses is none of the manager's business. The same seed writes the same.
 */
final class Fuzzer {

    /** Those that let others go first. */
    private static final List<String> KINDS = List.of("IPClaim", "IPAddressClaim", "IPAddress", "CapiIPAddress", "IPPool");

    /** What the manager takes off by itself, and off which kind. */
    private static final Map<String, String> OURS = Map.of(
            "IPPool", MetadataKeys.POOL_FINALIZER,
            "IPClaim", MetadataKeys.CLAIM_FINALIZER,
            "IPAddress", MetadataKeys.ADDRESS_FINALIZER,
            "IPAddressClaim", MetadataKeys.CAPI_CLAIM_FINALIZER,
            "CapiIPAddress", MetadataKeys.CAPI_ADDRESS_FINALIZER);

    private final OddSite site;
    private final TestNamespace namespace;
    private final Dice dice;

    Fuzzer(OddSite site, TestNamespace namespace, long seed) {
        this.site = site;
        this.namespace = namespace;
        this.dice = new Dice(namespace.name(), seed);
    }

    /** How many of so many writes the API server has taken. */
    int run(int operations) {
        int taken = 0;
        for (int i = 0; i < operations; i++) {
            try {
                operation();
                taken++;
            } catch (KubernetesClientException e) {
                if (e.getCode() == 0 || e.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
                    throw e;
                }
            }
        }
        return taken;
    }

    /** Objects that ought to be told something, and are not: pools, and claims of ours that nobody holds and nobody deletes. */
    List<String> untold() {
        var result = new ArrayList<String>();
        for (var kind : List.of("IPPool", "IPClaim", "IPAddressClaim")) {
            for (var object : list(kind)) {
                var ready = OddSite.ready(object);
                if (!object.isMarkedForDeletion()
                        && isOurs(object)
                        && (ready.isEmpty() || String.valueOf(ready.get().get("reason")).isEmpty())) {
                    result.add(kind + " " + object.getMetadata().getName() + ": " + object.get("status"));
                }
            }
        }
        return result;
    }

    /** Numbers that the manager has given twice under one prefix. */
    List<String> duplicates() {
        var given = new TreeMap<String, String>();
        var result = new ArrayList<String>();
        for (var kind : List.of("IPAddress", "CapiIPAddress")) {
            for (var object : list(kind)) {
                var labels = object.getMetadata().getLabels();
                if (labels == null || !labels.containsKey(Dice.BY_HAND)) {
                    var other = given.put(object.getMetadata().getName(), kind);
                    if (other != null) {
                        result.add(object.getMetadata().getName() + " as " + other + " and as " + kind);
                    }
                }
            }
        }
        return result;
    }

    /** Deletes all there is, and takes off what the manager leaves to others: the rest is the manager's to let go. */
    void clear() {
        for (var kind : KINDS) {
            for (var object : list(kind)) {
                try {
                    clear(kind, object);
                } catch (KubernetesClientException e) {
                    // It is gone already, or on its way.
                    assertThat(e.getCode()).isBetween(HttpURLConnection.HTTP_BAD_REQUEST, 499);
                }
            }
        }
    }

    private void clear(String kind, GenericKubernetesResource object) {
        var resource = of(kind, object.getMetadata().getName());
        resource.delete();
        var left = object.getFinalizers().stream().filter(f -> f.equals(OURS.get(kind))).toList();
        if (left.size() < object.getFinalizers().size()) {
            patch(resource, Map.of("metadata", Map.of("finalizers", left)));
        }
    }

    /** Kind and name of each object there is. */
    List<String> rest() {
        return KINDS.stream()
                .flatMap(kind -> list(kind).stream().map(object -> kind + " " + object.getMetadata().getName()))
                .toList();
    }

    private void operation() {
        var kind = dice.any(KINDS);
        var name = dice.name(kind);
        switch (dice.roll(10)) {
            case 0 -> of(kind, name).delete();
            case 1 -> patch(of(kind, name), Map.of("spec", dice.spec(kind)));
            case 2 -> patch(of(kind, name), Map.of("metadata", Map.of("annotations", dice.annotations())));
            case 3 -> site.patchStatus(namespace, apiVersion(kind), plain(kind), name, dice.status(kind));
            default -> create(kind, name);
        }
    }

    private void create(String kind, String name) {
        var object = new GenericKubernetesResource();
        object.setApiVersion(apiVersion(kind));
        object.setKind(plain(kind));
        object.setMetadata(dice.metadata(kind, name));
        object.setAdditionalProperty("spec", dice.spec(kind));
        site.create(namespace, object);
    }

    private void patch(Resource<GenericKubernetesResource> resource, Map<String, Object> patch) {
        resource.patch(PatchContext.of(PatchType.JSON_MERGE), site.admin().getKubernetesSerialization().asJson(patch));
    }

    private Resource<GenericKubernetesResource> of(String kind, String name) {
        return site.of(namespace, apiVersion(kind), plain(kind)).withName(name);
    }

    private List<GenericKubernetesResource> list(String kind) {
        return site.list(namespace, apiVersion(kind), plain(kind));
    }

    private static String plain(String kind) {
        return kind.equals("CapiIPAddress") ? "IPAddress" : kind;
    }

    private static String apiVersion(String kind) {
        return OddSite.apiVersion(kind.equals("CapiIPAddress") ? "IPAddressClaim" : kind);
    }

    private static boolean isOurs(GenericKubernetesResource object) {
        Map<String, String> pool = object.get("spec", "poolRef");
        return pool == null || (MetadataKeys.GROUP.equals(pool.get("apiGroup")) && "IPPool".equals(pool.get("kind")));
    }
}
