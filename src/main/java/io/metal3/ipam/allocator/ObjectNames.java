package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** How an IPAddress object is named: {@code <namePrefix>-<dashed address>}, as the Go manager does it. */
public final class ObjectNames {

    /** The longest name that the API server takes, in characters. */
    public static final int LONGEST = 253;

    /** The most dashes that a dashed address has, and the one before it. */
    private static final int MOST_DASHES = 8;

    /** Which beginnings of a name count. */
    interface Prefixes {
        boolean test(String name, int length);
    }

    private ObjectNames() {
    }

    /** An address that a name ends in, behind whatever prefix; of several, the shortest text. */
    public static Optional<Address> anyAddress(String name) {
        int dash = name.lastIndexOf('-');
        for (int i = 0; i < MOST_DASHES && dash > 0; i++) {
            var address = Address.fromDashed(name.substring(dash + 1));
            if (address.isPresent()) {
                return address;
            }
            dash = name.lastIndexOf('-', dash - 1);
        }
        return Optional.empty();
    }

    /** The name of the object for an address. */
    public static String name(String prefix, Address address) {
        return prefix + "-" + address.dashed();
    }

    /** Whether this is the name of that address behind that prefix. */
    static boolean isName(String name, String prefix, Address address) {
        return name.startsWith(prefix)
                && name.startsWith("-", prefix.length())
                && name.substring(prefix.length() + 1).equals(address.dashed());
    }

    /** The prefix behind which a name spells that address, or null if it does not. */
    static @Nullable String prefix(String name, Address address) {
        String dashed = address.dashed();
        int length = name.length() - dashed.length() - 1;
        return length >= 0 && name.charAt(length) == '-' && name.endsWith(dashed) ? name.substring(0, length) : null;
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
     * @param isPrefix whether a beginning of the name, of this length, is a prefix in use; an address is only looked for
     *     behind one of them
     */
    static void readings(String name, Prefixes isPrefix, BiConsumer<String, Address> reading) {
        int dash = name.lastIndexOf('-');
        for (int i = 0; i < MOST_DASHES && dash >= 0; i++) {
            if (isPrefix.test(name, dash)) {
                String prefix = name.substring(0, dash);
                address(name, prefix).ifPresent(a -> reading.accept(prefix, a));
            }
            dash = name.lastIndexOf('-', dash - 1);
        }
    }
}
