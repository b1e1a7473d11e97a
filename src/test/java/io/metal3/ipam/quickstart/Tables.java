package io.metal3.ipam.quickstart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Snapshots as text. Pure functions. */
final class Tables {

    private static final int BAR = 20;

    /** So many claims are shown; a table that scrolls off the screen shows nothing. */
    static final int MAX_CLAIMS = 40;

    private Tables() {}

    /** All there is to show. */
    static List<String> whole(Snapshot snapshot) {
        var lines = new ArrayList<String>();
        lines.addAll(claims(snapshot.claims()));
        lines.add("");
        lines.addAll(pools(snapshot.pools()));
        var why = why(snapshot);
        if (!why.isEmpty()) {
            lines.add("");
            lines.addAll(why);
        }
        return lines;
    }

    /** What has changed from one snapshot to the next, a line for each claim, for where nothing can be drawn over. */
    static List<String> changes(Snapshot before, Snapshot now) {
        var lines = new ArrayList<String>();
        var old = states(before);
        var fresh = states(now);
        fresh.forEach((what, state) -> {
            if (!state.equals(old.get(what))) {
                lines.add(what + ": " + state);
            }
        });
        old.keySet().stream().filter(what -> !fresh.containsKey(what)).forEach(what -> lines.add(what + ": gone"));
        return lines;
    }

    /** Each claim and pool in words, and its state in words: what reads alike is no change. */
    private static Map<String, String> states(Snapshot snapshot) {
        var result = new LinkedHashMap<String, String>();
        snapshot.claims().forEach(claim -> result.put("claim " + claim.name() + " of pool " + claim.pool(), state(claim)));
        snapshot.pools().stream()
                .filter(pool -> pool.capacity() != null)
                .forEach(pool -> result.put(
                        "pool " + pool.name(),
                        pool.held() + " of " + capacity(pool) + " held, " + free(pool) + " free, " + pool.waiting() + " waiting "
                                + bar(pool)));
        return result;
    }

    private static String state(Snapshot.Claim claim) {
        var address = claim.address();
        if (address != null) {
            return address.number() + (address.prefix().isEmpty() ? "" : "/" + address.prefix())
                    + (address.gateway().isEmpty() ? "" : ", gateway " + address.gateway());
        }
        return claim.reason().isEmpty() ? "no answer yet" : claim.reason() + ": " + claim.message();
    }

    private static List<String> claims(List<Snapshot.Claim> claims) {
        var table = new TextTable("CLAIM", "POOL", "ADDRESS", "PREFIX", "GATEWAY", "READY");
        claims.stream().limit(MAX_CLAIMS).forEach(claim -> {
            var address = claim.address();
            if (address == null) {
                table.add(claim.name(), claim.pool(), "", "", "", claim.reason().isEmpty() ? "not yet" : "no: " + claim.reason());
            } else {
                table.add(claim.name(), claim.pool(), address.number(), address.prefix(), address.gateway(), "yes");
            }
        });
        var lines = new ArrayList<>(table.lines());
        if (claims.size() > MAX_CLAIMS) {
            var bound = claims.stream().filter(Snapshot.Claim::isBound).count();
            lines.add("... and " + (claims.size() - MAX_CLAIMS) + " more; of all " + claims.size() + ", " + bound + " are bound");
        }
        return lines;
    }

    private static List<String> pools(List<Snapshot.Pool> pools) {
        var table = new TextTable("POOL", "CAPACITY", "HELD", "FREE", "WAITING", "FULLNESS", "READY");
        for (var pool : pools) {
            if (pool.capacity() == null) {
                table.add(pool.name(), "", "", "", "", "", pool.reason().isEmpty() ? "not yet" : "no: " + pool.reason());
            } else {
                table.add(
                        pool.name(),
                        capacity(pool),
                        Long.toString(pool.held()),
                        free(pool),
                        Long.toString(pool.waiting()),
                        bar(pool),
                        pool.isReady() ? "yes" : pool.reason());
            }
        }
        return table.lines();
    }

    /** One line for everything that is not as it should be. */
    private static List<String> why(Snapshot snapshot) {
        var lines = new ArrayList<String>();
        snapshot.claims().stream()
                .filter(claim -> !claim.isBound() && !claim.message().isEmpty())
                .limit(MAX_CLAIMS)
                .forEach(claim -> lines.add("claim " + claim.name() + ": " + claim.message()));
        snapshot.pools().stream()
                .filter(pool -> !pool.isReady() && !pool.message().isEmpty())
                .forEach(pool -> lines.add("pool " + pool.name() + ": " + pool.message()));
        return lines;
    }

    private static String capacity(Snapshot.Pool pool) {
        return pool.overflow() ? "over 9e18" : String.valueOf(pool.capacity());
    }

    private static String free(Snapshot.Pool pool) {
        return pool.overflow() ? "over 9e18" : Long.toString(pool.free());
    }

    /** Empty only when nothing is held, full only when all is. */
    private static String bar(Snapshot.Pool pool) {
        var capacity = pool.capacity() == null ? 0 : pool.capacity();
        var share = capacity == 0 ? 0 : Math.min(1, pool.held() / (double) capacity);
        var filled = (int) Math.min(share < 1 ? BAR - 1 : BAR, Math.ceil(share * BAR));
        var percent = (int) (share * 100);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + (percent == 0 && share > 0 ? "<1" : percent) + " %";
    }
}
