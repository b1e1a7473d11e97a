package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.allocator.AddressObject;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an address object in deletion go once nobody needs it: its claim is gone, or it bears our finalizer and yet is no address of
 * a pool of ours. As long as the claim lives the object stays, however often it is deleted, and with it the number. An object that
 * nobody deletes is never touched here, claim or no claim: it may be hand-made, or on its way in a move. Thread-safe.
 *
 * @param <A> the kind of address object
 */
public final class AddressGuard<A extends HasMetadata> {

    private static final Logger LOGGER = LoggerFactory.getLogger(AddressGuard.class);

    private final AddressObjects<A> api;
    private final Predicate<AddressObject> isNeeded;

    /**
     * Makes a guard without memory.
     *
     * @param isNeeded whether the claim of an address is still there, or Cluster API wants everything around it left alone
     */
    public AddressGuard(AddressObjects<A> api, Predicate<AddressObject> isNeeded) {
        this.api = api;
        this.isNeeded = isNeeded;
    }

    public void look(A object) {
        if (api.kind().isOursToEnd(object)) {
            var address = api.kind().read(object);
            if (address.filter(isNeeded).isEmpty()) {
                var key = api.kind().key(object);
                LOGGER.info(
                        "Letting IPAddress {}/{} go: {}",
                        key.namespace(), key.name(), address.isPresent() ? "its claim is gone" : "it is no address of a pool of ours");
                api.letGo(object);
            }
        }
    }
}
