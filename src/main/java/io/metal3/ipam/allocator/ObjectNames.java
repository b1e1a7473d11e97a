package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** How an IPAddress object is named: {@code <namePrefix>-<dashed address>}, as the Go manager does it. */
final class ObjectNames {

    /** The most dashes that a dashed address has, and the one before it. */
    private static final int MOST_DASHES = 8;

    private ObjectNames() {
    }

    static String name(String prefix, Address address) {
        return prefix + "-" + address.dashed();
    }

    /** The address that a name spells behind a prefix, if any. */
    static Optional<Address> address(String name, String prefix) {
        boolean prefixed = name.startsWith(prefix) && name.startsWith("-", prefix.length());
        return prefixed ? Address.fromDashed(name.substring(prefix.length() + 1)) : Optional.empty();
    }

    /**
     * Every way to read a name as a prefix and an address. There may be two: {@code a-1-2-3-4-5-6-7-8} is an IPv6
     * address behind {@code a}, and an IPv4 address behind {@code a-1-2-3-4}. Both numbers are gone then, because
     * neither pool could create its object.
     *
     * @param isPrefix the prefixes in use; an address is only looked for behind one of them
     */
    static void readings(String name, Predicate<String> isPrefix, BiConsumer<String, Address> reading) {
        int dash = name.lastIndexOf('-');
        for (int i = 0; i < MOST_DASHES && dash >= 0; i++) {
            String prefix = name.substring(0, dash);
            if (isPrefix.test(prefix)) {
                address(name, prefix).ifPresent(a -> reading.accept(prefix, a));
            }
            dash = name.lastIndexOf('-', dash - 1);
        }
    }
}
