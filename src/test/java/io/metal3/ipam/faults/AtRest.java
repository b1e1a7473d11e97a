package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolSpec;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything in a namespace at a moment at which nobody wants anything more, and what is wrong with it: a claim that could be served
 * and is not, or is not told why; an address that nobody needs; counts that are not true.
 */
final class AtRest {

    private record Claim(ClaimKey key, String pool, @Nullable String boundTo, Optional<Condition> ready, HasMetadata object) {}

    /** Each pool is a network by itself to it: here pools are judged one by one. */
    private static final Reader READER = new Reader(UnaryOperator.identity());

    private final KubernetesClient client;
    private final String namespace;
    private final List<String> faults = new ArrayList<>();
    private final List<String> untold = new ArrayList<>();
    private final Map<ClaimKey, Claim> claims = new TreeMap<>(
            Comparator.comparing(ClaimKey::kind).thenComparing(ClaimKey::name));
    private final Map<String, IPPool> pools = new HashMap<>();

    /** By kind of the claim and name of the object. */
    private final Map<List<String>, Seen.OfAddress> addresses = new HashMap<>();

    private AtRest(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Reads what there is now, kind after kind. */
    static AtRest now(KubernetesClient client, String namespace) {
        var result = new AtRest(client, namespace);
        result.read();
        result.judge();
        return result;
    }

    /** What is wrong, in words; nothing, if nothing is. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Those of them that are about a claim which nobody has deleted: it is neither bound nor told why it waits. */
    List<String> untold() {
        return List.copyOf(untold);
    }

    private void read() {
        list(IPPool.class).forEach(pool -> pools.put(pool.getMetadata().getName(), pool));
        for (var claim : list(IPClaim.class)) {
            var status = claim.getStatus();
            add(claim, Objects.requireNonNull(claim.getSpec()).pool().getName(), status == null ? List.of() : status.conditions());
        }
        for (var claim : list(CapiIPAddressClaim.class)) {
            var status = claim.getStatus();
            var pool = Objects.requireNonNull(Objects.requireNonNull(claim.getSpec()).poolRef()).name();
            add(claim, pool, status == null ? List.of() : status.conditions());
        }
        list(IPAddress.class).forEach(this::add);
        list(CapiIPAddress.class).forEach(this::add);
    }

    private void add(HasMetadata address) {
        var seen = (Seen.OfAddress) READER.read(address);
        addresses.put(List.of(HasMetadata.getKind(seen.feed().claims().type()), seen.name()), seen);
    }

    private void add(HasMetadata object, String pool, List<Condition> conditions) {
        var seen = (Seen.OfClaim) READER.read(object);
        var key = new ClaimKey(HasMetadata.getKind(seen.feed().type()), namespace, seen.name());
        var ready = conditions.stream().filter(condition -> "Ready".equals(condition.getType())).findFirst();
        claims.put(key, new Claim(key, pool, seen.boundTo(), ready, object));
    }

    private void judge() {
        claims.values().forEach(this::judge);
        addresses.forEach((key, held) -> {
            var claim = claims.get(new ClaimKey(key.get(0), namespace, held.claim()));
            if (claim == null) {
                faults.add("nobody needs " + key + ": " + held);
            } else if (!key.get(1).equals(claim.boundTo())) {
                faults.add(claim.key() + " is bound to " + claim.boundTo() + ", and this is for it too: " + key + " " + held);
            }
        });
        pools.values().forEach(this::judge);
    }

    private void judge(Claim claim) {
        var meta = claim.object().getMetadata();
        if (claim.object().isMarkedForDeletion()) {
            faults.add(claim.key() + " is being deleted and stays; its finalizers are " + meta.getFinalizers());
            return;
        }
        if (claim.boundTo() != null) {
            var held = addresses.get(List.of(claim.key().kind(), claim.boundTo()));
            if (held == null || !held.claim().equals(claim.key().name())) {
                untold(claim.key() + " is bound to " + claim.boundTo() + ", which is " + held);
            }
            if (!claim.ready().map(Condition::getStatus).equals(Optional.of("True"))) {
                untold(claim.key() + " is bound and not ready: " + claim.ready());
            }
            return;
        }
        if (claim.ready().isEmpty() || claim.ready().get().getMessage().isEmpty()) {
            untold(claim.key() + " waits and is not told why");
            return;
        }
        var told = claim.ready().get();
        var requested = Objects.requireNonNullElse(meta.getAnnotations(), Map.<String, String>of()).get(MetadataKeys.REQUESTED_ADDRESS_ANNOTATION);
        var pool = pools.get(claim.pool());
        var isRight =
                switch (told.getReason()) {
                    case "PoolNotFound" -> pool == null;
                    case "PoolNotReady" -> pool != null && pool.isMarkedForDeletion();
                    // Who asks for one number waits in line for it too, and is not told again when somebody before him gets it.
                    case "PoolExhausted" ->
                        pool != null
                                && (requested == null
                                        ? free(claim.pool()).isEmpty()
                                        : !free(claim.pool()).contains(Address.parse(requested)));
                    // It may be somebody else's by promise, or by age.
                    case "AddressNotAvailable", "InvalidRequest" -> requested != null || isPromised(claim.key().name());
                    default -> false;
                };
        if (!isRight) {
            faults.add(claim.key() + " waits for no good reason: " + told.getReason() + ", " + told.getMessage() + "; requested "
                    + requested + "; free are " + (pool == null ? "none" : free(claim.pool())));
        }
    }

    private void untold(String fault) {
        untold.add(fault);
        faults.add(fault);
    }

    private boolean isPromised(String claim) {
        return pools.values().stream().anyMatch(pool -> spec(pool).preAllocations().containsKey(claim));
    }

    private static IPPoolSpec spec(IPPool pool) {
        return Objects.requireNonNull(pool.getSpec());
    }

    /** Pools of one prefix share their numbers. */
    private String network(String pool) {
        return pools.containsKey(pool) ? spec(pools.get(pool)).namePrefix() : pool;
    }

    private Set<Address> free(String pool) {
        var spec = spec(Objects.requireNonNull(pools.get(pool)));
        var result = new HashSet<Address>();
        for (var range : spec.pools()) {
            var last = Address.parse(Objects.requireNonNull(range.end()));
            for (var next = Address.parse(Objects.requireNonNull(range.start())); next.compareTo(last) <= 0; next = next.next()) {
                result.add(next);
            }
        }
        spec.preAllocations().values().forEach(promised -> result.remove(Address.parse(promised)));
        addresses.values().stream()
                .filter(held -> network(held.network()).equals(spec.namePrefix()))
                .forEach(held -> result.remove(held.number()));
        return result;
    }

    private void judge(IPPool pool) {
        var name = pool.getMetadata().getName();
        long held = addresses.values().stream().filter(address -> address.network().equals(name)).count();
        var status = pool.getStatus();
        if (status == null || !Objects.equals(status.allocated(), held)) {
            faults.add("pool " + name + " holds " + held + " and says " + (status == null ? null : status.allocated() + ", listing " + status.indexes()));
        } else if (status.indexes().size() != held) {
            faults.add("pool " + name + " holds " + held + " and lists " + status.indexes());
        }
        long waiting = claims.values().stream()
                .filter(claim -> claim.pool().equals(name) && claim.boundTo() == null)
                .filter(claim -> claim.ready().filter(told -> told.getReason().equals("PoolExhausted")).isPresent())
                .count();
        if (status != null && status.waiting() != null && status.waiting() < waiting) {
            faults.add("pool " + name + " makes " + waiting + " wait and says " + status.waiting());
        }
    }

    private <T extends HasMetadata> List<T> list(Class<T> type) {
        return client.resources(type).inNamespace(namespace).list().getItems();
    }
}
