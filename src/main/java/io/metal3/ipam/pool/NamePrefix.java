package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.ObjectNames;
import io.metal3.ipam.allocator.PoolRange;
import io.metal3.ipam.ip.Address;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What begins the names of a pool's IPAddress objects. The schema says the same, but a pool may be older than that, and then the API
 * server would refuse every object of it: better to say so once, on the pool.
 */
final class NamePrefix {

    private static final String PATH = "spec.namePrefix";
    private static final String MOST = ObjectNames.LONGEST + " at most; make a pool with a shorter namePrefix";

    /** As in the schema: with a dash and a number behind it, it is the name of an object. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    private NamePrefix() {}

    /** Why no object can have a name that begins so. */
    static Optional<SpecFault> fault(String prefix) {
        if (prefix.isEmpty()) {
            return Optional.of(new SpecFault(PATH, "is empty; set it, the names of the IPAddress objects begin with it"));
        }
        if (prefix.length() > ObjectNames.LONGEST) {
            return Optional.of(new SpecFault(
                    PATH, "is too long: it has " + prefix.length() + " characters, and names of objects have " + MOST));
        }
        return Stream.of((prefix + "-0").split("\\.", -1)).allMatch(label -> LABEL.matcher(label).matches())
                ? Optional.empty()
                : Optional.of(new SpecFault(
                        PATH,
                        "'" + prefix + "' cannot begin the name of an object; make a pool whose namePrefix has only lower-case"
                                + " letters, digits, '-' and '.', and begins with a letter or digit"));
    }

    /** Why some address of these ranges would have a name that is too long; looked at are the ends of the ranges. */
    static Optional<SpecFault> tooLong(String prefix, List<PoolRange> ranges) {
        return ranges.stream()
                .flatMap(range -> Stream.of(range.addresses().last(), range.addresses().first()))
                .filter(address -> nameLength(prefix, address) > ObjectNames.LONGEST)
                .findFirst()
                .map(address -> new SpecFault(
                        PATH,
                        "is too long: the name of the IPAddress for " + address + " would have " + nameLength(prefix, address)
                                + " characters, and names of objects have " + MOST));
    }

    private static int nameLength(String prefix, Address address) {
        return ObjectNames.name(prefix, address).length();
    }
}
