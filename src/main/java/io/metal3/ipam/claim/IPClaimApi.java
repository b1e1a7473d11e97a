package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.metal3.ipam.address.AddressApi;
import io.metal3.ipam.address.IPAddressFactory;
import io.metal3.ipam.address.IPAddresses;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPClaimSpec;
import io.metal3.ipam.api.v1alpha1.IPClaimStatus;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.kube.Conditions;
import io.metal3.ipam.kube.LastReports;
import io.metal3.ipam.pool.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The port for the Metal3 kinds: IPClaim, answered by IPAddress. Thread-safe. */
public final class IPClaimApi implements ClaimApi<IPClaim> {

    private final ClaimRequests<IPClaim> requests;
    private final AddressApi<IPAddress> addresses;
    private final ClaimStatusRenderer renderer;
    private final LastReports<IPClaimStatus> lastReports = new LastReports<>();

    public IPClaimApi(ClaimRequests<IPClaim> requests, AddressApi<IPAddress> addresses, ClaimStatusRenderer renderer) {
        this.requests = requests;
        this.addresses = addresses;
        this.renderer = renderer;
    }

    @Override
    public Claim read(IPClaim object) {
        var meta = object.getMetadata();
        var spec = object.getSpec();
        var pool = spec == null ? null : spec.pool();
        var status = object.getStatus();
        var address = status == null ? null : status.address();
        return new Claim(
                key(object),
                meta.getUid(),
                meta.getResourceVersion(),
                generation(object),
                Instant.parse(meta.getCreationTimestamp()),
                object.isMarkedForDeletion(),
                ClusterApi.isPaused(object),
                ClusterApi.isBeingMoved(object),
                MetadataKeys.CLAIM_FINALIZER,
                orEmpty(meta.getFinalizers()),
                orEmpty(meta.getLabels()),
                orEmpty(meta.getAnnotations()),
                pool == null || pool.getName() == null ? "" : pool.getName(),
                pool == null ? null : pool.getNamespace(),
                orEmpty(meta.getLabels()).get(ClusterApi.CLUSTER_NAME_LABEL),
                address == null ? null : address.getName(),
                true);
    }

    @Override
    public ClaimShape<IPClaim> shape(IPClaim object) {
        var status = object.getStatus();
        return new Shape(
                object.getSpec(),
                status == null
                        ? null
                        : new IPClaimStatus(
                                null,
                                status.errorMessage(),
                                Conditions.withDetail(status.conditions(), Conditions.READY, null)));
    }

    @Override
    public List<Condition> conditions(IPClaim object) {
        var status = object.getStatus();
        return status == null ? List.of() : status.conditions();
    }

    /**
     * Spec and status.
     *
     * @param status without an address and the detail of its Ready condition
     */
    private record Shape(@Nullable IPClaimSpec spec, @Nullable IPClaimStatus status) implements ClaimShape<IPClaim> {
        @Override
        public IPClaim claim(ObjectMeta metadata, @Nullable String address, Conditions.@Nullable Detail ready) {
            var claim = new IPClaim();
            claim.setMetadata(metadata);
            claim.setSpec(spec);
            if (status != null) {
                claim.setStatus(new IPClaimStatus(
                        address == null ? null : reference(metadata.getNamespace(), address),
                        status.errorMessage(),
                        Conditions.withDetail(status.conditions(), Conditions.READY, ready)));
            }
            return claim;
        }

        private static ObjectReference reference(String namespace, String name) {
            return new ObjectReferenceBuilder().withName(name).withNamespace(namespace).build();
        }
    }

    public static ClaimKey key(IPClaim object) {
        return new ClaimKey(
                IPAddresses.CLAIM_KIND,
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }

    @Override
    public boolean isOurs(IPClaim object) {
        return true;
    }

    @Override
    public Claim hold(Claim claim, Map<String, String> annotations) {
        return requests.hold(claim, annotations, Map.of(), lastReports);
    }

    @Override
    public void letGo(Claim claim) {
        requests.letGo(claim);
    }

    @Override
    public AddressObject createAddress(Claim claim, Pool pool, Allocation allocation) {
        return addresses.create(IPAddressFactory.create(allocation, claim.uid(), pool.uid(), claim.labels()));
    }

    @Override
    public Optional<AddressObject> findAddress(Allocation allocation) {
        return addresses.find(IPAddresses.KIND.key(allocation.claim().namespace(), allocation.objectName()));
    }

    @Override
    public Optional<AddressObject> adoptAddress(Claim claim, Pool pool, AddressObject address) {
        var owners = IPAddressFactory.owners(claim.key(), claim.uid(), pool.key(), pool.uid());
        return addresses
                .get(address.key())
                .filter(object -> address.uid().equals(object.getMetadata().getUid()))
                .map(object -> known(addresses.adopt(object, owners)));
    }

    @Override
    public Optional<Claim> current(ClaimKey claim) {
        return requests.current(claim).filter(this::isOurs).map(this::read);
    }

    @Override
    public boolean isAny() {
        return requests.isAny();
    }

    @Override
    public void releaseAddress(AddressObject address) {
        addresses.release(address);
    }

    @Override
    public Optional<AddressObject> releaseUnlessAdopted(AddressObject address, String claimUid) {
        return addresses.releaseUnlessAdopted(address, claimUid);
    }

    @Override
    public boolean report(IPClaim object, ClaimOutcome outcome) {
        return requests.report(
                object,
                object.getStatus(),
                outcome,
                lastReports,
                known -> renderer.render(known, generation(object), object.getMetadata().getNamespace(), outcome));
    }

    private static long generation(IPClaim object) {
        return Objects.requireNonNullElse(object.getMetadata().getGeneration(), 0L);
    }

    private static AddressObject known(IPAddress object) {
        return IPAddresses.KIND.read(object).orElseThrow(() -> new IllegalStateException("not an address: " + object));
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return Objects.requireNonNullElse(list, List.of());
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }
}
