package io.metal3.ipam.allocator;

import java.util.List;

/**
 * Who has one number under one prefix, whatever their kind and their pool; each in the order in which they got it. There is one, but for
 * an accident: a request for an object was carried out when nobody expected it any more, or the object came from elsewhere.
 *
 * @param objects the known objects that carry it, without those that we have begun to delete
 * @param reservations for objects that are on their way, or were taken away by force
 */
public record NumberHolders(List<AddressObject> objects, List<Allocation> reservations) {

    static final NumberHolders NOBODY = new NumberHolders(List.of(), List.of());

    public NumberHolders {
        objects = List.copyOf(objects);
        reservations = List.copyOf(reservations);
    }
}
