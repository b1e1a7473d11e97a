package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolSpec;
import io.metal3.ipam.api.v1alpha1.PoolRange;
import io.metal3.ipam.claim.Claim;
import io.metal3.ipam.ip.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An API server as far as the protocol needs one: objects with versions, preconditions, finalizers, a name that only one object of
 * a kind can have, and for each kind the list of all that ever happened, which is what a watch shows. It also is the judge: every
 * write is looked at for the promises that it may break.
 */
final class ModelServer {

    static final String NAMESPACE = "ns";
    static final List<String> CLAIM_KINDS = List.of("IPClaim", "IPAddressClaim");
    static final List<String> ADDRESS_KINDS = List.of("IPAddress.metal3", "IPAddress.capi");

    /** The first two watches are those of the claims, the next two those of their addresses, the last is that of the pools. */
    static final int WATCHES = 5;

    static final int POOLS = 4;

    /** An object that was made or changed, or the last version of one that is gone. */
    record Event(boolean gone, Object object) {}

    final Map<ClaimKey, ClaimState> claims = new LinkedHashMap<>();
    final Map<ObjectKey, AddressState> addresses = new LinkedHashMap<>();
    final Map<String, Integer> pools = new LinkedHashMap<>();
    final List<List<Event>> history = new ArrayList<>();

    /** What was made for a claim that was gone by then, or went without it. */
    final Set<String> orphans = new HashSet<>();

    /** Whether two live objects of one number are a fault as such, or only once both claims have been told. */
    private final boolean strict;

    /** The pools begin the names of their addresses each in its own way, or all alike. */
    private final boolean apart;

    private long version;
    private int uids;

    ModelServer(boolean strict, boolean apart) {
        this.strict = strict;
        this.apart = apart;
        for (int i = 0; i < WATCHES; i++) {
            history.add(new ArrayList<>());
        }
    }

    static int door(ClaimKey claim) {
        return CLAIM_KINDS.indexOf(claim.kind());
    }

    static int door(ObjectKey address) {
        return ADDRESS_KINDS.indexOf(address.kind());
    }

    static Address number(int i) {
        return Address.parse("10.0.0." + i);
    }

    long version() {
        return version;
    }

    String newUid() {
        return "u" + ++uids;
    }

    // What clients do.

    void put(ClaimState claim) {
        var now = claim.at(++version);
        if (now.deleting() && now.finalizers().isEmpty()) {
            claims.remove(now.key());
            addresses.values().stream().filter(a -> now.uid().equals(a.claimUid())).forEach(a -> orphans.add(a.uid()));
            history.get(door(now.key())).add(new Event(true, now));
        } else {
            claims.put(now.key(), now);
            history.get(door(now.key())).add(new Event(false, now));
        }
    }

    void put(AddressState address) {
        var now = address.at(++version);
        var watch = 2 + door(now.key());
        if (now.deleting() && !now.ours()) {
            addresses.remove(now.key());
            history.get(watch).add(new Event(true, now));
            judgeLoss(now);
        } else {
            addresses.put(now.key(), now);
            history.get(watch).add(new Event(false, now));
        }
    }

    /** Makes a pool of the first so many numbers, or changes it. */
    void putPool(String name, int size) {
        pools.put(name, size);
        version++;
        history.get(POOLS).add(new Event(false, name + "/" + size + "/" + version));
    }

    IPPool pool(Event event) {
        var parts = ((String) event.object()).split("/", -1);
        var pool = new IPPool();
        var metadata = new ObjectMeta();
        metadata.setNamespace(NAMESPACE);
        metadata.setName(parts[0]);
        metadata.setUid(poolUid(parts[0]));
        metadata.setGeneration(Long.parseLong(parts[2]));
        pool.setMetadata(metadata);
        pool.setSpec(new IPPoolSpec(
                parts[0].equals("q") ? "cluster" : null,
                apart ? parts[0] : "p",
                List.of(new PoolRange("10.0.0.1", "10.0.0." + parts[1], null, null, null, List.of())),
                null,
                null,
                List.of(),
                Map.of(),
                null));
        return pool;
    }

    static String poolUid(String name) {
        return "pool-" + name;
    }

    // What the manager asks.

    ClaimState hold(Claim claim, Map<String, String> annotations) {
        var now = claims.get(claim.key());
        if (now == null) {
            throw failure(404, "NotFound");
        }
        if (!now.uid().equals(claim.uid()) || !Long.toString(now.version()).equals(claim.resourceVersion())) {
            throw failure(409, "Conflict");
        }
        put(now.with(ClaimState.FINALIZER).annotated(annotations));
        return Objects.requireNonNull(claims.get(claim.key()));
    }

    void letGo(Claim claim) {
        var now = claims.get(claim.key());
        if (now != null) {
            if (!now.uid().equals(claim.uid()) || !now.isOurs()) {
                throw failure(422, "Invalid");
            }
            put(now.without(ClaimState.FINALIZER));
        }
    }

    void report(ClaimState seen, boolean isBound, @Nullable String boundTo, String text) {
        var now = claims.get(seen.key());
        if (now == null) {
            throw failure(404, "NotFound");
        }
        if (!now.uid().equals(seen.uid())) {
            throw failure(422, "Invalid");
        }
        if (!isBound && now.version() != seen.version()) {
            throw failure(409, "Conflict");
        }
        // Of two managers at once one may be late in telling a choice that the other has changed: told once more, and put right.
        if (now.boundTo() != null && !now.boundTo().equals(boundTo) && !(apart && isBound)) {
            throw new Broken("never lost: " + now + " was told " + now.boundTo() + ", and is told " + boundTo + " now");
        }
        if (boundTo != null) {
            judgeTwice(now.key(), boundTo);
        }
        put(now.reporting(boundTo, text));
    }

    AddressState create(Claim claim, Allocation allocation, String poolUid) {
        var key = new ObjectKey(ADDRESS_KINDS.get(door(claim.key())), NAMESPACE, allocation.objectName());
        if (addresses.containsKey(key)) {
            throw failure(409, "AlreadyExists");
        }
        for (var other : addresses.values()) {
            if (strict && other.key().name().equals(key.name())) {
                throw new Broken("never twice: " + key.name() + " is made for " + claim.key() + ", and is there as " + other);
            }
        }
        put(new AddressState(
                key,
                newUid(),
                0,
                allocation.address(),
                new PoolKey(NAMESPACE, allocation.pool().name()),
                claim.key(),
                claim.uid(),
                poolUid,
                true,
                false));
        var made = Objects.requireNonNull(addresses.get(key));
        if (claims.values().stream().noneMatch(c -> c.uid().equals(claim.uid()))) {
            orphans.add(made.uid());
        }
        return made;
    }

    Optional<AddressState> find(ObjectKey key) {
        return Optional.ofNullable(addresses.get(key));
    }

    AddressState adopt(AddressState seen, String claimUid, String poolUid) {
        var now = addresses.get(seen.key());
        if (now == null) {
            throw failure(404, "NotFound");
        }
        if (now.version() != seen.version()) {
            throw failure(409, "Conflict");
        }
        put(now.owned(claimUid, poolUid, now.ours() || !now.deleting()));
        return Objects.requireNonNull(addresses.get(seen.key()));
    }

    /** The version of the object without our finalizer; empty when it is gone. */
    Optional<Long> takeFinalizerOff(ObjectKey key, String uid) {
        var now = addresses.get(key);
        if (now == null || !now.uid().equals(uid)) {
            return Optional.empty();
        }
        if (now.ours()) {
            put(now.owned(now.claimUid(), now.poolUid(), false));
        }
        return find(key).map(AddressState::version);
    }

    void delete(ObjectKey key, long seen) {
        var now = addresses.get(key);
        if (now == null) {
            throw failure(404, "NotFound");
        }
        if (now.version() != seen) {
            throw failure(409, "Conflict");
        }
        put(now.inDeletion());
    }

    static KubernetesClientException failure(int code, String reason) {
        return new KubernetesClientException(reason, code, new StatusBuilder().withCode(code).withReason(reason).build());
    }

    // What must never be seen.

    private void judgeTwice(ClaimKey claim, String name) {
        for (var other : claims.values()) {
            if (!other.key().equals(claim) && name.equals(other.boundTo()) && !other.deleting()) {
                throw new Broken("never twice: " + claim + " is told " + name + ", which " + other + " has been told too");
            }
        }
    }

    private void judgeLoss(AddressState gone) {
        var claim = claims.get(gone.claim());
        if (claim != null && !claim.deleting() && claim.uid().equals(gone.claimUid()) && gone.key().name().equals(claim.boundTo())) {
            throw new Broken("never lost: " + gone + " goes, and its claim lives");
        }
    }
}
