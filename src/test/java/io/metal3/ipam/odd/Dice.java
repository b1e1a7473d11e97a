package io.metal3.ipam.odd;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What is written, as the dice of a seed say: few names, so that objects meet, and contents from good to odd. Not thread-safe. */
final class Dice {

    /** A label that the manager puts on nothing. */
    static final String BY_HAND = "example.com/by-hand";

    /** A finalizer that nobody takes off. */
    static final String FOREIGN = "example.com/other";

    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e.f", "x".repeat(253));
    private static final List<String> POOLS = List.of("a", "b", "c", "nowhere", "");
    private static final List<String> ADDRESSES = List.of(
            "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.9", "10.0.0.09", "010.0.0.1", "10.0.0.256", "10.0.0", "10.0.0.1/24",
            " 10.0.0.1", "10.0.0.1\n", "::ffff:10.0.0.1", "::ffff:a00:1", "fe80::1%eth0", "FD00::1", "fd00:0:0:0:0:0:0:2", "fd00::",
            "::", "", "0.0.0.0", "255.255.255.255", "1.2.3.4.5", "１0.0.0.1", "null", "a".repeat(64), "167772161", "0x0a000001");
    private static final List<String> GOOD = List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.9", "fd00::1", "FD00:0::2");
    private static final List<String> PREFIXES =
            List.of("p", "p-10", "p-10-0-0", "q.r", "p".repeat(240), "p".repeat(253), "Not a name", "", "-", "p-");

    private final String namespace;
    private final Random random;

    Dice(String namespace, long seed) {
        this.namespace = namespace;
        this.random = new Random(seed);
    }

    int roll(int sides) {
        return random.nextInt(sides);
    }

    String name(String kind) {
        return kind.endsWith("IPAddress") && random.nextBoolean()
                ? "p-" + any(GOOD).replaceAll("[.:]", "-").toLowerCase(Locale.ROOT)
                : any(NAMES);
    }

    ObjectMeta metadata(String kind, String name) {
        var metadata = new ObjectMetaBuilder().withName(name).withNamespace(namespace);
        if (kind.endsWith("IPAddress")) {
            metadata.addToLabels(BY_HAND, "");
        }
        if (random.nextInt(3) == 0) {
            metadata.withAnnotations(annotations());
        }
        if (random.nextInt(4) == 0) {
            metadata.addToFinalizers(any(List.of(
                    FOREIGN, "ipclaim.ipam.metal3.io", "ipaddress.ipam.metal3.io", "ippool.ipam.metal3.io", "ipam.metal3.io/ipaddress")));
        }
        if (random.nextInt(8) == 0) {
            metadata.addNewOwnerReference()
                    .withApiVersion("ipam.metal3.io/v1alpha1")
                    .withKind(any(List.of("IPClaim", "IPPool", "Nothing")))
                    .withName(any(NAMES))
                    .withUid("00000000-0000-0000-0000-00000000000" + random.nextInt(10))
                    .endOwnerReference();
        }
        return metadata.build();
    }

    Map<String, @Nullable Object> status(String kind) {
        var status = new LinkedHashMap<String, @Nullable Object>();
        switch (kind) {
            case "IPPool" -> {
                status.put("capacity", number());
                status.put("indexes", Map.of(any(NAMES), any(ADDRESSES)));
            }
            case "IPClaim" -> {
                status.put("address", random.nextBoolean() ? null : Map.of("name", any(NAMES)));
                status.put("errorMessage", any(ADDRESSES));
            }
            default -> status.put("addressRef", random.nextBoolean() ? null : Map.of("name", any(NAMES)));
        }
        return status;
    }

    Map<String, @Nullable Object> spec(String kind) {
        var spec = new LinkedHashMap<String, @Nullable Object>();
        switch (kind) {
            case "IPPool" -> pool(spec);
            case "IPClaim" -> spec.put("pool", reference());
            case "IPAddress" -> {
                spec.put("address", address());
                spec.put("claim", reference());
                spec.put("pool", reference());
                spec.put("prefix", number());
            }
            case "IPAddressClaim" -> spec.put("poolRef", typed());
            default -> {
                spec.put("address", address());
                spec.put("prefix", random.nextInt(4) == 0 ? number() : 24);
                spec.put("claimRef", Map.of("name", any(NAMES)));
                spec.put("poolRef", typed());
            }
        }
        if (random.nextInt(6) == 0) {
            spec.put("unknown", Map.of("a", List.of(1, "b", true)));
        }
        if (random.nextInt(12) == 0) {
            spec.put(any(new ArrayList<>(spec.keySet())), null);
        }
        return spec;
    }

    private void pool(Map<String, @Nullable Object> spec) {
        spec.put("namePrefix", random.nextInt(3) == 0 ? any(PREFIXES) : "p");
        var ranges = new ArrayList<Map<String, Object>>();
        for (int i = random.nextInt(4); i > 0; i--) {
            var range = new LinkedHashMap<String, Object>();
            range.put("start", address());
            if (random.nextInt(4) > 0) {
                range.put("end", random.nextInt(3) == 0 ? address() : "10.0.0.9");
            }
            if (random.nextInt(4) == 0) {
                range.put("subnet", address() + "/" + random.nextInt(140));
            }
            if (random.nextInt(4) == 0) {
                range.put("prefix", number());
            }
            if (random.nextInt(4) == 0) {
                range.put("gateway", address());
            }
            ranges.add(range);
        }
        spec.put("pools", ranges);
        if (random.nextInt(3) == 0) {
            spec.put("preAllocations", Map.of(any(NAMES), address(), any(ADDRESSES), address()));
        }
        if (random.nextInt(3) == 0) {
            spec.put("allocationStrategy", any(List.of("random", "sequential", "", "by-mood")));
        }
        if (random.nextInt(4) == 0) {
            spec.put("prefix", number());
        }
    }

    private Map<String, Object> reference() {
        var result = new LinkedHashMap<String, Object>(Map.of("name", any(POOLS)));
        if (random.nextInt(4) == 0) {
            result.put("namespace", any(Arrays.asList(namespace, "elsewhere", "")));
        }
        return result;
    }

    private Map<String, Object> typed() {
        return Map.of(
                "apiGroup", random.nextInt(4) == 0 ? "ipam.example.com" : "ipam.metal3.io",
                "kind", random.nextInt(6) == 0 ? "Pool" : "IPPool",
                "name", any(POOLS));
    }

    Map<String, String> annotations() {
        return switch (random.nextInt(5)) {
            case 0 -> Map.of("ipAddress", any(ADDRESSES), "ipam.metal3.io/allocated-address", any(ADDRESSES));
            case 1 -> Map.of("ipam.metal3.io/allocated-address", any(ADDRESSES));
            case 2 -> Map.of("example.com/novel", "n".repeat(random.nextInt(20_000)));
            default -> Map.of("ipAddress", any(ADDRESSES));
        };
    }

    private String address() {
        return random.nextInt(3) == 0 ? any(ADDRESSES) : any(GOOD);
    }

    private Object number() {
        return any(List.of(0, 24, 24, 32, 33, 64, 128, 129, -1, 2_147_483_648L, new BigInteger("18446744073709551616"), 1.5));
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
