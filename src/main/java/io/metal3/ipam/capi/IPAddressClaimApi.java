package io.metal3.ipam.capi;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.metal3.ipam.address.AddressApi;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.clusterapi.IPAddressClaimSpec;
import io.metal3.ipam.api.clusterapi.IPAddressClaimStatus;
import io.metal3.ipam.api.clusterapi.NameReference;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.claim.Claim;
import io.metal3.ipam.claim.ClaimApi;
import io.metal3.ipam.claim.ClaimOutcome;
import io.metal3.ipam.claim.ClaimRequests;
import io.metal3.ipam.claim.ClaimShape;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.kube.Conditions;
import io.metal3.ipam.kube.LastReports;
import io.metal3.ipam.pool.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The port for Cluster API's kinds: IPAddressClaim, answered by IPAddress. Thread-safe.
 *
 * @param <C> the claim in the version that is spoken
 * @param <A> the address in the same version
 */
final class IPAddressClaimApi<C extends CapiIPAddressClaim, A extends CapiIPAddress> implements ClaimApi<C> {

    /**
     * The kind IPClaim is labelled as a whole; this one is not ours to label. Without it {@code clusterctl move} would take the pool
     * and leave a claim that nobody owns behind, and the number of the claim would be free on the other side.
     */
    private static final Map<String, String> MOVED_ALONG = Map.of(ClusterApi.MOVE_LABEL, "");

    private final ClaimRequests<C> requests;
    private final Supplier<C> empty;
    private final AddressApi<A> addresses;
    private final IPAddressClaimStatusRenderer renderer;
    private final LastReports<IPAddressClaimStatus> lastReports = new LastReports<>();

    IPAddressClaimApi(
            ClaimRequests<C> requests,
            Supplier<C> empty,
            AddressApi<A> addresses, IPAddressClaimStatusRenderer renderer) {
        this.requests = requests;
        this.empty = empty;
        this.addresses = addresses;
        this.renderer = renderer;
    }

    @Override
    public Claim read(C object) {
        var meta = object.getMetadata();
        var spec = object.getSpec();
        var status = object.getStatus();
        var pool = spec == null ? null : spec.poolRef();
        var address = status == null ? null : status.addressRef();
        Map<String, String> labels = Objects.requireNonNullElse(meta.getLabels(), Map.of());
        var cluster = spec == null || spec.clusterName() == null
                ? labels.get(ClusterApi.CLUSTER_NAME_LABEL)
                : spec.clusterName();
        return new Claim(
                new ClaimKey(CapiIPAddressClaim.KIND, meta.getNamespace(), meta.getName()),
                meta.getUid(),
                meta.getResourceVersion(),
                generation(object),
                Instant.parse(meta.getCreationTimestamp()),
                object.isMarkedForDeletion(),
                ClusterApi.isPaused(object),
                ClusterApi.isBeingMoved(object),
                MetadataKeys.CAPI_CLAIM_FINALIZER,
                Objects.requireNonNullElse(meta.getFinalizers(), List.of()),
                labels,
                Objects.requireNonNullElse(meta.getAnnotations(), Map.of()),
                pool == null ? "" : pool.name(),
                null,
                cluster,
                address == null ? null : address.name(),
                status != null
                        && Conditions.find(status.conditions(), Conditions.READY)
                                .filter(c -> "True".equals(c.getStatus()))
                                .isPresent());
    }

    @Override
    public ClaimShape<C> shape(C object) {
        var status = object.getStatus();
        return new Shape<>(
                empty,
                object.getSpec(),
                status == null
                        ? null
                        : new IPAddressClaimStatus(
                                null,
                                Conditions.withDetail(status.conditions(), Conditions.READY, null),
                                status.deprecated(),
                                status.v1beta2()));
    }

    @Override
    public List<Condition> conditions(C object) {
        var status = object.getStatus();
        return status == null ? List.of() : status.conditions();
    }

    /**
     * Spec and status.
     *
     * @param empty makes a claim of the version that is spoken
     * @param status without an address and the detail of its Ready condition
     */
    private record Shape<C extends CapiIPAddressClaim>(
            Supplier<C> empty, @Nullable IPAddressClaimSpec spec, @Nullable IPAddressClaimStatus status)
            implements ClaimShape<C> {
        @Override
        public C claim(ObjectMeta metadata, @Nullable String address, Conditions.@Nullable Detail ready) {
            var claim = empty.get();
            claim.setMetadata(metadata);
            claim.setSpec(spec);
            if (status != null) {
                claim.setStatus(new IPAddressClaimStatus(
                        address == null ? null : new NameReference(address),
                        Conditions.withDetail(status.conditions(), Conditions.READY, ready),
                        status.deprecated(),
                        status.v1beta2()));
            }
            return claim;
        }
    }

    @Override
    public boolean isOurs(C object) {
        var spec = object.getSpec();
        return (spec != null && CapiAddresses.isOurPool(spec.poolRef())) || wasOurs(object);
    }

    /** Its poolRef may be changed to somebody else's pool; what it got from us it gives back all the same, or it would never go. */
    private boolean wasOurs(C object) {
        return object.isMarkedForDeletion() && object.hasFinalizer(MetadataKeys.CAPI_CLAIM_FINALIZER);
    }

    @Override
    public Claim hold(Claim claim, Map<String, String> annotations) {
        return requests.hold(claim, annotations, MOVED_ALONG, lastReports);
    }

    @Override
    public void letGo(Claim claim) {
        requests.letGo(claim);
    }

    @Override
    public AddressObject createAddress(Claim claim, Pool pool, Allocation allocation) {
        return addresses.create(CapiAddresses.fill(addresses.kind().empty().get(), claim, pool, allocation));
    }

    @Override
    public Optional<AddressObject> findAddress(Allocation allocation) {
        return addresses.find(addresses.kind().key(allocation.claim().namespace(), allocation.objectName()));
    }

    @Override
    public Optional<AddressObject> adoptAddress(Claim claim, Pool pool, AddressObject address) {
        return addresses
                .get(address.key())
                .filter(object -> address.uid().equals(object.getMetadata().getUid()))
                .map(object -> known(
                        addresses.adopt(object, CapiAddresses.owners(object.getApiVersion(), claim, pool))));
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
    public boolean report(C object, ClaimOutcome outcome) {
        return requests.report(
                object,
                object.getStatus(),
                outcome,
                lastReports,
                known -> renderer.render(known, generation(object), outcome));
    }

    private long generation(C object) {
        return Objects.requireNonNullElse(object.getMetadata().getGeneration(), 0L);
    }

    private AddressObject known(A object) {
        return addresses.kind().read(object).orElseThrow(() -> new IllegalStateException("not an address: " + object));
    }
}
