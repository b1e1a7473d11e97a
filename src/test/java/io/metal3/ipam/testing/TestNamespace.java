package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.clusterapi.IPAddressClaimStatus;
import io.metal3.ipam.api.clusterapi.NameReference;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPAddressSpec;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPClaimStatus;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.kube.OwnerReferences;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static org.assertj.core.api.Assertions.assertThat;

/** A namespace of one test and the few verbs that it needs, by an administrator. */
public final class TestNamespace {

    private static final PatchContext JSON = PatchContext.of(PatchType.JSON);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final String MARKER_POOL = "marker";

    private final KubernetesClient client;
    private final String name;
    private int markers;

    TestNamespace(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** One that nothing has been in. */
    public static TestNamespace create(KubernetesClient client) {
        var namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withGenerateName("test-")
                .endMetadata()
                .build();
        return new TestNamespace(client, client.resource(namespace).create().getMetadata().getName());
    }

    public String name() {
        return name;
    }

    /** From now on there may be no more IPAddresses than so many. */
    public void limitAddresses(int most) {
        var hard = Map.of("count/ipaddresses.ipam.metal3.io", new Quantity(Integer.toString(most)));
        var quota = new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("few")
                .withNamespace(name)
                .endMetadata()
                .withNewSpec()
                .withHard(hard)
                .endSpec()
                .build();
        // What the controller of quotas does, which does not run here.
        var counted = new ResourceQuotaBuilder(client.resource(quota).create())
                .withNewStatus()
                .withHard(hard)
                .withUsed(Map.of("count/ipaddresses.ipam.metal3.io", new Quantity("0")))
                .endStatus()
                .build();
        client.resource(counted).updateStatus();
    }

    public <T extends HasMetadata> T create(Blueprint<T> blueprint) {
        return requests(blueprint.kind()).resource(blueprint.in(name)).create();
    }

    /** The object as the API server has it now; no such object is an {@link AssertionError}. */
    public <T extends HasMetadata> T get(Kind<T> kind, String name) {
        return find(kind, name).orElseThrow(() -> new AssertionError("There is no " + kind + " " + name));
    }

    public <T extends HasMetadata> Optional<T> find(Kind<T> kind, String name) {
        return Optional.ofNullable(requests(kind).withName(name).get());
    }

    public <T extends HasMetadata> List<T> list(Kind<T> kind) {
        return requests(kind).list().getItems();
    }

    public <T extends HasMetadata> History<T> history(Kind<T> kind, String name) {
        return new History<>(requests(kind).withName(name));
    }

    /** What becomes of the objects of a kind from now on. */
    public <T extends HasMetadata> Chronicle<T> chronicle(Kind<T> kind) {
        return new Chronicle<>(requests(kind));
    }

    /** Applies a JSON merge patch. */
    public <T extends HasMetadata> T patch(Kind<T> kind, String name, String json) {
        return requests(kind).withName(name).patch(MERGE, json);
    }

    public void patchStatus(Kind<?> kind, String name, String json) {
        requests(kind).withName(name).subresource("status").patch(MERGE, json);
    }

    public void annotate(Kind<?> kind, String name, String key, String value) {
        patch(kind, name, "{\"metadata\": {\"annotations\": {\"" + key + "\": \"" + value + "\"}}}");
    }

    public void removeAnnotation(Kind<?> kind, String name, String key) {
        patch(kind, name, "{\"metadata\": {\"annotations\": {\"" + key + "\": null}}}");
    }

    public void replaceAnnotations(Kind<?> kind, String name, String key, String value) {
        var patch = List.of(Map.of("op", "add", "path", "/metadata/annotations", "value", Map.of(key, value)));
        requests(kind).withName(name).patch(JSON, client.getKubernetesSerialization().asJson(patch));
    }

    public void removeFinalizer(Kind<?> kind, String name, String finalizer) {
        var left = get(kind, name).getMetadata().getFinalizers().stream()
                .filter(f -> !f.equals(finalizer))
                .toList();
        patch(kind, name, client.getKubernetesSerialization().asJson(Map.of("metadata", Map.of("finalizers", left))));
    }

    /** By force, as people do it who have lost their patience. */
    public void stripFinalizers(Kind<?> kind, String name) {
        patch(kind, name, "{\"metadata\": {\"finalizers\": null}}");
    }

    public void addOwner(Kind<?> kind, String name, HasMetadata owner) {
        var owners = new ArrayList<>(OwnerReferences.of(get(kind, name)));
        owners.add(OwnerReferences.to(
                owner.getApiVersion(), owner.getKind(), owner.getMetadata().getName(), owner.getMetadata().getUid()));
        patch(kind, name, client.getKubernetesSerialization().asJson(Map.of("metadata", Map.of("ownerReferences", owners))));
    }

    /** Asks for the deletion of an object, and does not wait. */
    public void delete(Kind<?> kind, String name) {
        requests(kind).withName(name).delete();
    }

    /** Replaces the spec of a pool. */
    public void change(PoolBuilder pool) {
        var object = pool.in(name);
        patch(
                Kind.POOL,
                object.getMetadata().getName(),
                client.getKubernetesSerialization().asJson(Map.of("spec", object.getSpec())));
    }

    public IPPool pool() {
        return pool("pool");
    }

    public IPPool pool(String name) {
        return get(Kind.POOL, name);
    }

    public IPClaim claim(String name) {
        return get(Kind.CLAIM, name);
    }

    public IPAddress address(String name) {
        return get(Kind.ADDRESS, name);
    }

    /** The IPAddress that the status of a claim names now. */
    public IPAddress addressOf(String claim) {
        var status = claim(claim).getStatus();
        if (status == null || status.address() == null) {
            throw new AssertionError("IPClaim " + claim + " is not bound; its status is " + status);
        }
        return address(status.address().getName());
    }

    /** Creates an object, or writes it in place of what is there under its name: what a move does. */
    public <T extends HasMetadata> void createOrReplace(Blueprint<T> blueprint) {
        requests(blueprint.kind()).resource(blueprint.in(name)).createOr(NonDeletingOperation::update);
    }

    /** Creates an object unless there is one of its name: what a restore does. */
    public <T extends HasMetadata> void createIfMissing(Blueprint<T> blueprint) {
        try {
            create(blueprint);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /** Creates a claim on the pool named {@code pool} and waits for its answer. */
    public String addressFor(String claim) {
        return addressFor(aClaim(claim));
    }

    /** Creates a claim and waits for its answer. */
    public String addressFor(ClaimBuilder claim) {
        var created = create(claim).getMetadata().getName();
        Patience.eventually(() -> assertThat(addressOf(created)).isNotNull());
        return number(created);
    }

    /** The number that a bound claim has. */
    public String number(String claim) {
        return spec(addressOf(claim)).address();
    }

    /** Claim name to number, of all IPAddress objects; two of one claim are an {@link AssertionError}. */
    public Map<String, String> numbers() {
        var result = new TreeMap<String, String>();
        for (var object : list(Kind.ADDRESS)) {
            var claim = spec(object).claim().getName();
            var other = result.put(claim, spec(object).address());
            assertThat(other).as("another address of IPClaim " + claim).isNull();
        }
        result.keySet().removeIf(claim -> claim.startsWith(MARKER_POOL));
        return result;
    }

    /** The names of the addresses that claims of either kind have been told of. */
    public List<String> told() {
        var told = list(Kind.CLAIM).stream()
                .map(IPClaim::getStatus)
                .filter(Objects::nonNull)
                .map(IPClaimStatus::address)
                .filter(Objects::nonNull)
                .map(ObjectReference::getName);
        var capiTold = list(Kind.CAPI_CLAIM).stream()
                .map(CapiIPAddressClaim::getStatus)
                .filter(Objects::nonNull)
                .map(IPAddressClaimStatus::addressRef)
                .filter(Objects::nonNull)
                .map(NameReference::name);
        return Stream.concat(told, capiTold).toList();
    }

    /** The names of the addresses of either kind that there are. */
    public List<String> addresses() {
        return Stream.concat(list(Kind.ADDRESS).stream(), list(Kind.CAPI_ADDRESS).stream())
                .map(address -> address.getMetadata().getName())
                .toList();
    }

    public List<Event> eventsOf(HasMetadata object) {
        return list(Kind.EVENT).stream()
                .filter(event -> object.getMetadata().getUid().equals(event.getInvolvedObject().getUid()))
                .toList();
    }

    /**
     * Returns when the manager has been through all that it was told before: a claim that was made now, on a pool of its own, has
     * been served.
     */
    public void settle() {
        if (markers++ == 0) {
            create(aPool(MARKER_POOL).range("203.0.113.1", "203.0.113.200"));
        }
        addressFor(aClaim(MARKER_POOL + "-" + markers).of(MARKER_POOL));
    }

    /** Returns when what is created next is younger than all there is: ages are counted in whole seconds. */
    public void awaitNextSecond() {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Patience.eventually(() -> assertThat(Instant.now()).isAfterOrEqualTo(now.plusSeconds(1)));
    }

    private static IPAddressSpec spec(IPAddress object) {
        return Objects.requireNonNull(object.getSpec());
    }

    private <T extends HasMetadata> NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, ? extends Resource<T>> requests(Kind<T> kind) {
        return kind.requests(client, name);
    }
}
