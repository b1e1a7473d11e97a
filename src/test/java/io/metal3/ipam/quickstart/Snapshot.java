package io.metal3.ipam.quickstart;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.kube.Conditions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Claims and pools at one moment, as the tables show them: the claims by pool and name, the pools by name.
 */
record Snapshot(List<Claim> claims, List<Pool> pools) {

    /** The reason of a claim that has heard nothing, because nothing of it may be touched. */
    static final String HELD = "Held";

    /** The reason of a claim that is on its way out. */
    static final String DELETING = "Deleting";

    private static final String DEFAULT_NAMESPACE = "default/";

    Snapshot {
        claims = List.copyOf(claims);
        pools = List.copyOf(pools);
    }

    /** Whether the manager has said something of every pool, or will not. */
    boolean poolsAreSeen() {
        return pools.stream().allMatch(pool -> pool.capacity() != null || pool.isHeld());
    }

    /**
     * One claim.
     *
     * @param name with its namespace, unless that is {@code default}; that of the pool alike
     * @param address null until the claim is bound and its IPAddress was seen
     * @param reason of its Ready condition; empty until the manager has said anything
     */
    record Claim(String name, String pool, @Nullable Address address, String reason, String message) {

        boolean isBound() {
            return address != null;
        }
    }

    /** An address as its object tells it; what a pool does not say is empty. */
    record Address(String number, String prefix, String gateway) {}

    /**
     * One pool.
     *
     * @param capacity null while the manager has not counted yet
     * @param overflow whether the capacity is too large to be told
     * @param objects how many IPAddress objects there are, counted here
     */
    record Pool(
            String name,
            @Nullable Long capacity,
            boolean overflow,
            long held,
            long free,
            long waiting,
            long objects,
            String reason,
            String message) {

        boolean isReady() {
            return reason.equals("Ready");
        }

        boolean isHeld() {
            return reason.equals(HELD);
        }
    }

    static Snapshot of(List<IPPool> pools, List<IPClaim> claims, List<IPAddress> addresses) {
        Map<String, IPPool> poolsByKey = new HashMap<>();
        pools.forEach(pool -> poolsByKey.put(key(pool), pool));
        Map<String, IPAddress> addressesByKey = new HashMap<>();
        Map<String, Long> addressesIn = new HashMap<>();
        for (var address : addresses) {
            addressesByKey.put(key(address), address);
            var spec = address.getSpec();
            if (spec != null) {
                addressesIn.merge(key(address, name(spec.pool())), 1L, Long::sum);
            }
        }
        return new Snapshot(
                claims.stream()
                        .map(claim -> claim(claim, poolsByKey, addressesByKey))
                        .sorted(Comparator.comparing(Claim::pool).thenComparing(Claim::name))
                        .toList(),
                pools.stream()
                        .map(pool -> pool(pool, addressesIn.getOrDefault(key(pool), 0L)))
                        .sorted(Comparator.comparing(Pool::name))
                        .toList());
    }

    private static Claim claim(IPClaim claim, Map<String, IPPool> pools, Map<String, IPAddress> addresses) {
        var spec = claim.getSpec();
        var pool = key(claim, spec == null ? null : name(spec.pool()));
        var status = claim.getStatus();
        var reference = status == null ? null : status.address();
        var address = reference == null ? null : addresses.get(key(claim, reference.getName()));
        var ready = status == null ? null : Conditions.find(status.conditions(), Conditions.READY).orElse(null);
        var held = ready == null ? whyHeld(claim, pools.get(pool)) : null;
        if (address == null && claim.isMarkedForDeletion()) {
            return new Claim(shown(key(claim)), shown(pool), null, DELETING, "is being deleted");
        }
        return new Claim(
                shown(key(claim)),
                shown(pool),
                address == null ? null : address(address),
                held != null ? HELD : reason(ready),
                held != null ? held : message(ready));
    }

    /** A paused claim is not even written to, so why must be read off from what it names. */
    private static @Nullable String whyHeld(IPClaim claim, @Nullable IPPool pool) {
        if (ClusterApi.isPaused(claim)) {
            return "the claim is paused by the annotation " + ClusterApi.PAUSED_ANNOTATION;
        }
        var labels = claim.getMetadata().getLabels();
        var cluster = labels == null ? null : labels.get(ClusterApi.CLUSTER_NAME_LABEL);
        return cluster != null ? notThere(cluster) : pool == null ? null : whyHeld(pool);
    }

    private static @Nullable String whyHeld(IPPool pool) {
        if (ClusterApi.isPaused(pool)) {
            return "the pool is paused by the annotation " + ClusterApi.PAUSED_ANNOTATION;
        }
        var spec = pool.getSpec();
        var cluster = spec == null ? null : spec.clusterName();
        return cluster == null || cluster.isEmpty() ? null : notThere(cluster);
    }

    private static String notThere(String cluster) {
        return "Cluster " + cluster + " is paused or does not exist";
    }

    private static Address address(IPAddress address) {
        var spec = Objects.requireNonNull(address.getSpec());
        return new Address(
                spec.address(),
                spec.prefix() == null ? "" : spec.prefix().toString(),
                Objects.requireNonNullElse(spec.gateway(), ""));
    }

    private static Pool pool(IPPool pool, long objects) {
        var status = pool.getStatus();
        var ready = status == null ? null : Conditions.find(status.conditions(), Conditions.READY).orElse(null);
        var held = ready == null ? whyHeld(pool) : null;
        return new Pool(
                shown(key(pool)),
                status == null ? null : status.capacity(),
                status != null && Boolean.TRUE.equals(status.capacityOverflow()),
                status == null ? 0 : orZero(status.allocated()),
                status == null ? 0 : orZero(status.availableIPCount()),
                status == null ? 0 : orZero(status.waiting()),
                objects,
                held != null ? HELD : reason(ready),
                held != null ? held : message(ready));
    }

    /** Nobody has checked that what the schema asks for is there: the API server may be a mock. */
    private static @Nullable String name(@Nullable ObjectReference reference) {
        return reference == null ? null : reference.getName();
    }

    private static String reason(@Nullable Condition condition) {
        return condition == null ? "" : condition.getReason();
    }

    private static String message(@Nullable Condition condition) {
        return condition == null ? "" : condition.getMessage();
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }

    private static String key(HasMetadata object) {
        return key(object, object.getMetadata().getName());
    }

    private static String key(HasMetadata neighbour, @Nullable String name) {
        return neighbour.getMetadata().getNamespace() + "/" + Objects.requireNonNullElse(name, "");
    }

    private static String shown(String key) {
        return key.startsWith(DEFAULT_NAMESPACE) ? key.substring(DEFAULT_NAMESPACE.length()) : key;
    }
}
