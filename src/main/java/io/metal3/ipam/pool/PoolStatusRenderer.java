package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.Usage;
import io.metal3.ipam.api.v1alpha1.IPPoolStatus;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.Conditions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Usage of a pool as its status. Writes nothing; the same in, the same out. */
public final class PoolStatusRenderer {

    /** Reasons of a pool's Ready condition. */
    enum Reason {
        /** Claims can be served. */
        READY("Ready"),
        /** Everything is handed out; the pool itself is in order. */
        EXHAUSTED("Exhausted"),
        /** Claims are served, but two of them have one address: not by our doing, and nobody but their users can tell whose it is. */
        HELD_TWICE("AddressHeldTwice"),
        /** Part of the spec, or all of it, cannot be served. */
        INVALID_SPEC("InvalidSpec"),
        /** What holds its addresses may still be on its way. */
        ARRIVING("Arriving"),
        /** No new claim is served while the pool is being deleted. */
        DELETING("Deleting");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /** The reason of a pool that came from elsewhere, until all has come that belongs to it. */
    static final String ARRIVING = Reason.ARRIVING.text;

    /** The Metal3 kind first: where a claim of each kind has one name, it is the one listed under the plain name. */
    private static final Comparator<AddressObject> LISTED = Comparator.comparing(
                    (AddressObject object) -> object.claim().kind(), Comparator.reverseOrder())
            .thenComparing(object -> object.key().name());

    /** In bytes. An object in etcd may have half as much again; that is for what is not counted here. */
    private static final int MAX_SIZE = 1_000_000;

    private static final int SIZE_OF_A_RANGE = 200;
    private static final int SIZE_OF_AN_ENTRY = 60;

    private final int maxIndexes;
    private final Clock clock;

    /**
     * Makes a renderer without memory.
     *
     * @param maxIndexes above so many addresses the list of them is left out: an object in etcd has a limit
     */
    public PoolStatusRenderer(int maxIndexes, Clock clock) {
        this.maxIndexes = maxIndexes;
        this.clock = clock;
    }

    /** Whether the status of a pool in such use lists its addresses. */
    public boolean lists(Usage usage) {
        return usage.allocated() <= maxIndexes;
    }

    /** How many addresses the status of a pool in such use lists. */
    public long listed(Usage usage) {
        return lists(usage) ? usage.allocated() : 0;
    }

    /**
     * What a status is made of, at one moment.
     *
     * @param objects those that it {@link #lists}; else they need not be given
     */
    public record Contents(Usage usage, List<AddressObject> objects) {}

    /** The status, with the old {@code lastUpdated} when nothing else differs: then there is nothing to write. */
    public IPPoolStatus render(Pool pool, Contents contents, @Nullable IPPoolStatus old) {
        var usage = contents.usage();
        var omission = omission(pool, contents);
        var conditions = Conditions.with(
                old == null ? List.of() : old.conditions(),
                condition(pool, usage, heldTwice(contents.objects()), omission),
                clock.instant());
        var fresh = new IPPoolStatus(
                old == null ? null : old.lastUpdated(),
                omission.isEmpty() ? indexes(contents.objects()) : Map.of(),
                usage.capacity(),
                usage.capacityOverflow() ? null : usage.free(),
                usage.capacityOverflow() ? true : null,
                usage.allocated(),
                usage.waiting(),
                conditions);
        return fresh.equals(old) ? fresh : at(fresh, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** Claim name to address, for every address: what the reuse tests of the Metal3 provider compare preAllocations with. */
    private static Map<String, String> indexes(List<AddressObject> objects) {
        var result = new TreeMap<String, String>();
        for (var object : objects.stream().sorted(LISTED).toList()) {
            var claim = object.claim();
            var address = object.address().toString();
            if (result.putIfAbsent(claim.name(), address) != null) {
                // Two claims of one name, or two addresses of one claim: the second is listed under a key of its own.
                result.put(claim.kind() + "/" + claim.name() + "/" + object.key().name(), address);
            }
        }
        return result;
    }

    /** Why the addresses are not listed; empty when they are. */
    private Optional<String> omission(Pool pool, Contents contents) {
        if (!lists(contents.usage())) {
            return Optional.of("above " + maxIndexes + " addresses");
        }
        long size = MAX_SIZE;
        for (var range : pool.definition().ranges()) {
            size -= SIZE_OF_A_RANGE + range.settings().dnsServers().size() * (long) SIZE_OF_AN_ENTRY;
        }
        for (var claim : pool.definition().preAllocations().keySet()) {
            size -= size(claim);
        }
        for (var object : contents.objects()) {
            size -= size(object.claim().name());
        }
        return size >= 0 ? Optional.empty() : Optional.of("because it would not fit into the object beside its spec");
    }

    /** Of an entry of a map by claim name. The name stands in {@code managedFields} once more. */
    private static long size(String claim) {
        return 2L * claim.length() + SIZE_OF_AN_ENTRY;
    }

    /** By hand, or by another manager; two machines of one address disturb each other, and look well otherwise. */
    private static Optional<String> heldTwice(List<AddressObject> objects) {
        var seen = new HashSet<Address>();
        return objects.stream()
                .filter(object -> !object.deleting() && !seen.add(object.address()))
                .map(AddressObject::address)
                .min(Comparator.naturalOrder())
                .map(address -> address + " is held by " + holders(address, objects)
                        + "; delete one of the claims, or the IPAddress that nobody uses");
    }

    private static String holders(Address address, List<AddressObject> objects) {
        return objects.stream()
                .filter(object -> !object.deleting() && object.address().equals(address))
                .sorted(LISTED)
                .map(object -> holder(object.claim()) + " (IPAddress " + object.key().name() + ")")
                .collect(Collectors.joining(" and by "));
    }

    private static String holder(ClaimKey claim) {
        return claim.name().isEmpty() ? "nobody" : claim.kind() + " " + claim.name();
    }

    private Conditions.Told condition(Pool pool, Usage usage, Optional<String> heldTwice, Optional<String> omission) {
        var reason = reason(pool, usage, heldTwice.isPresent());
        var message =
                switch (reason) {
                    case DELETING -> "no new claim is served; " + usage.allocated() + " addresses are still held";
                    case ARRIVING -> "it has just come from another cluster, or from a backup; addresses are made once all its"
                            + " claims and addresses have come too";
                    case INVALID_SPEC -> pool.faultText();
                    case HELD_TWICE -> heldTwice.orElseThrow();
                    case EXHAUSTED -> "every address is handed out or promised; add a range or release claims";
                    case READY -> "";
                };
        if (omission.isPresent()) {
            message += (message.isEmpty() ? "" : "; ") + "status.indexes is left out " + omission.get();
        }
        return new Conditions.Told(
                Conditions.READY,
                reason == Reason.READY || reason == Reason.EXHAUSTED || reason == Reason.HELD_TWICE,
                reason.text,
                message,
                pool.generation());
    }

    private static Reason reason(Pool pool, Usage usage, boolean heldTwice) {
        if (pool.deleting()) {
            return Reason.DELETING;
        }
        if (pool.arriving()) {
            return Reason.ARRIVING;
        }
        if (!pool.faults().isEmpty()) {
            return Reason.INVALID_SPEC;
        }
        if (heldTwice) {
            return Reason.HELD_TWICE;
        }
        return usage.free() == 0 ? Reason.EXHAUSTED : Reason.READY;
    }

    private static IPPoolStatus at(IPPoolStatus status, String time) {
        return new IPPoolStatus(
                time,
                status.indexes(),
                status.capacity(),
                status.availableIPCount(),
                status.capacityOverflow(),
                status.allocated(),
                status.waiting(),
                status.conditions());
    }
}
