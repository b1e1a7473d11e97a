package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.ObjectMeta;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An API server as far as the protocol needs one: objects with versions, preconditions, finalizers, a name that only one object of
 * a kind can have, and for each kind its {@link History}. The {@link Judge} sees every write.
 */
final class ModelServer {

    static final String NAMESPACE = "ns";

    /** A pool of somebody else's; whoever asks it is none of our claims. */
    static final String THEIRS = "theirs";

    static final List<String> CLAIM_KINDS = List.of("IPClaim", "IPAddressClaim");
    static final List<String> ADDRESS_KINDS = List.of("IPAddress.metal3", "IPAddress.capi");

    /** The first two watches are those of the claims, the next two those of their addresses, the last is that of the pools. */
    static final int WATCHES = 5;

    static final int POOLS = 4;

    private static final List<Address> NUMBERS =
            IntStream.range(0, 32).mapToObj(i -> Address.parse("10.0.0." + i)).toList();

    /** A pool of the first so many numbers. */
    record PoolState(String name, int size, long version) implements History.Stored {
        @Override
        public String key() {
            return name;
        }
    }

    final Map<ClaimKey, ClaimState> claims = new LinkedHashMap<>();
    final Map<ObjectKey, AddressState> addresses = new LinkedHashMap<>();
    final Map<String, PoolState> pools = new LinkedHashMap<>();
    final List<History> history = new ArrayList<>();

    private final Mode mode;
    private final Judge judge;

    private long version;
    private int uids;

    ModelServer(Mode mode) {
        this.mode = mode;
        judge = new Judge(mode, this);
        for (int i = 0; i < WATCHES; i++) {
            history.add(new History());
        }
    }

    static int door(ClaimKey claim) {
        return CLAIM_KINDS.indexOf(claim.kind());
    }

    static int door(ObjectKey address) {
        return ADDRESS_KINDS.indexOf(address.kind());
    }

    static Address number(int i) {
        return NUMBERS.get(i);
    }

    /** What the names of the addresses of a pool begin with: of two managers at once each kind has its own, or else all are alike. */
    String prefix(String pool) {
        return mode == Mode.BOTH ? pool : "p";
    }

    ObjectKey addressKey(ClaimKey claim, String name) {
        return new ObjectKey(ADDRESS_KINDS.get(door(claim)), NAMESPACE, name);
    }

    /** In words. */
    static String whatIsSeenBy(int watch) {
        return watch < 2 ? "objects of kind " + CLAIM_KINDS.get(watch) : "objects of kind " + ADDRESS_KINDS.get(watch - 2);
    }

    Judge judge() {
        return judge;
    }

    long version() {
        return version;
    }

    String newUid() {
        return new UUID(0, ++uids).toString();
    }

    /** A uid as a person would tell it. */
    static String brief(@Nullable String uid) {
        return uid == null ? "nobody" : "u" + Long.parseLong(uid.substring(uid.lastIndexOf('-') + 1), 16);
    }

    /** Whether there is a claim of this uid. */
    boolean lives(@Nullable String claimUid) {
        for (var claim : claims.values()) {
            if (claim.uid().equals(claimUid)) {
                return true;
            }
        }
        return false;
    }

    // What clients do.

    void put(ClaimState claim) {
        var now = claim.at(++version);
        var gone = now.deleting() && now.finalizers().isEmpty();
        history.get(door(now.key())).add(gone, now);
        if (gone) {
            claims.remove(now.key());
            judge.gone(now);
        } else {
            claims.put(now.key(), now);
        }
    }

    void put(AddressState address) {
        var now = address.at(++version);
        var gone = now.deleting() && !now.ours();
        history.get(2 + door(now.key())).add(gone, now);
        if (gone) {
            addresses.remove(now.key());
            judge.gone(now);
        } else {
            addresses.put(now.key(), now);
        }
    }

    /** Makes a pool of the first so many numbers, or changes it. */
    void putPool(String name, int size) {
        var pool = new PoolState(name, size, ++version);
        pools.put(name, pool);
        history.get(POOLS).add(false, pool);
    }

    IPPool object(PoolState pool) {
        var metadata = new ObjectMeta();
        metadata.setNamespace(NAMESPACE);
        metadata.setName(pool.name());
        metadata.setUid(poolUid(pool.name()));
        metadata.setGeneration(pool.version());
        var object = new IPPool();
        object.setMetadata(metadata);
        object.setSpec(new IPPoolSpec(
                pool.name().equals("q") ? "cluster" : null,
                prefix(pool.name()),
                List.of(new PoolRange("10.0.0.1", "10.0.0." + pool.size(), null, null, null, List.of())),
                null,
                null,
                List.of(),
                Map.of(),
                null));
        return object;
    }

    static String poolUid(String name) {
        return "pool-" + name;
    }

    // What the manager asks.

    ClaimState hold(Claim claim, String version, Map<String, String> annotations) {
        var now = claims.get(claim.key());
        if (now == null) {
            throw ModelFailure.answer(404, "NotFound");
        }
        if (!now.uid().equals(claim.uid()) || !Long.toString(now.version()).equals(version)) {
            throw ModelFailure.answer(409, "Conflict");
        }
        put(now.with(ClaimState.FINALIZER).annotated(annotations));
        return Objects.requireNonNull(claims.get(claim.key()));
    }

    void letGo(Claim claim) {
        var now = claims.get(claim.key());
        if (now != null) {
            if (!now.uid().equals(claim.uid()) || !now.isOurs()) {
                throw ModelFailure.answer(422, "Invalid");
            }
            put(now.without(ClaimState.FINALIZER));
        }
    }

    /**
     * Writes a status.
     *
     * @param version the only one that may be written to; null where any may
     * @param isBound whether the claim is told that it has its address
     */
    ClaimState report(
            ClaimState seen, @Nullable String version, boolean isBound, @Nullable String boundTo, String text) {
        var now = claims.get(seen.key());
        if (now == null) {
            throw ModelFailure.answer(404, "NotFound");
        }
        if (!now.uid().equals(seen.uid())) {
            throw ModelFailure.answer(422, "Invalid");
        }
        if (version != null && !version.equals(Long.toString(now.version()))) {
            throw ModelFailure.answer(409, "Conflict");
        }
        judge.told(now, isBound, boundTo);
        put(now.reporting(boundTo, text));
        return Objects.requireNonNull(claims.get(seen.key()));
    }

    AddressState create(Claim claim, Allocation allocation, String poolUid) {
        var key = addressKey(claim.key(), allocation.objectName());
        if (addresses.containsKey(key)) {
            throw ModelFailure.answer(409, "AlreadyExists");
        }
        judge.isAboutToBeMade(key, claim.key());
        put(new AddressState(
                key,
                newUid(),
                0,
                allocation.address(),
                new PoolKey(NAMESPACE, allocation.pool().name()),
                claim.key(),
                claim.uid(),
                poolUid,
                claim.uid(),
                true,
                false));
        var made = Objects.requireNonNull(addresses.get(key));
        judge.made(made);
        return made;
    }

    Optional<AddressState> find(ObjectKey key) {
        return Optional.ofNullable(addresses.get(key));
    }

    AddressState adopt(AddressState seen, String claimUid, String poolUid) {
        var now = addresses.get(seen.key());
        if (now == null) {
            throw ModelFailure.answer(404, "NotFound");
        }
        if (now.version() != seen.version()) {
            throw ModelFailure.answer(409, "Conflict");
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

    /** The same of an object that has not changed since it was read. */
    Optional<Long> takeFinalizerOff(AddressState seen) {
        if (find(seen.key()).filter(now -> now.version() != seen.version()).isPresent()) {
            throw ModelFailure.answer(409, "Conflict");
        }
        return takeFinalizerOff(seen.key(), seen.uid());
    }

    void delete(ObjectKey key, long seen) {
        var now = addresses.get(key);
        if (now == null) {
            throw ModelFailure.answer(404, "NotFound");
        }
        if (now.version() != seen) {
            throw ModelFailure.answer(409, "Conflict");
        }
        put(now.inDeletion());
    }
}
