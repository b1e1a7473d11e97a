package io.metal3.ipam.quickstart;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether every claim that can be bound is bound. */
sealed interface Verdict {

    /** Something is still on its way: what, in a few words. */
    record Pending(String what) implements Verdict {}

    /** Every claim that can be bound is bound; the names of the others, which all say why they are not. */
    record Done(List<String> unbound) implements Verdict {

        public Done {
            unbound = List.copyOf(unbound);
        }
    }

    static Verdict on(Snapshot snapshot) {
        Map<String, Snapshot.Pool> pools =
                snapshot.pools().stream().collect(Collectors.toMap(Snapshot.Pool::name, Function.identity()));
        var unbound = snapshot.claims().stream().filter(claim -> !claim.isBound()).toList();
        return unbound.stream()
                .flatMap(claim -> pending(claim, pools.get(claim.pool())).stream())
                .findFirst()
                .or(() -> snapshot.pools().stream().flatMap(pool -> pending(pool).stream()).findFirst())
                .<Verdict>map(Pending::new)
                .orElseGet(() -> new Done(unbound.stream().map(Snapshot.Claim::name).toList()));
    }

    /** What is amiss as long as this claim is not bound; empty when it has been told why it cannot be, and that is so. */
    private static Optional<String> pending(Snapshot.Claim claim, Snapshot.@Nullable Pool pool) {
        var what =
                switch (claim.reason()) {
                    case "" -> "has no answer yet";
                    case "Ready" -> "is ready, but its IPAddress is not there";
                    case "PoolNotFound" -> pool == null ? null : "does not find pool " + claim.pool() + ", which is there";
                    case "PoolExhausted" ->
                        pool == null || !hasFree(pool) ? null : "waits, though pool " + pool.name() + " has free addresses";
                    case "AllocationFailed" -> "got no address: " + claim.message();
                    default -> null;
                };
        return Optional.ofNullable(what).map(w -> "claim " + claim.name() + " " + w);
    }

    private static Optional<String> pending(Snapshot.Pool pool) {
        var isCounted = pool.isHeld() || (pool.capacity() != null && pool.held() >= pool.objects());
        return isCounted ? Optional.empty() : Optional.of("pool " + pool.name() + " has not counted its addresses yet");
    }

    private static boolean hasFree(Snapshot.Pool pool) {
        return pool.overflow() || pool.free() > 0;
    }
}
