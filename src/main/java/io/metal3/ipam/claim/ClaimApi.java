package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.pool.Pool;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The port to the API server for one kind of claim and the kind of address that answers it: all that differs between the kinds.
 * Failures rise as {@link io.fabric8.kubernetes.client.KubernetesClientException}. Thread-safe.
 *
 * @param <C> the kind of claim
 */
public interface ClaimApi<C extends HasMetadata> {

    Claim read(C object);

    /** What the claim says that others say too. */
    ClaimShape<C> shape(C object);

    /** What its status says in conditions. */
    List<Condition> conditions(C object);

    /** Whether it asks one of our pools, or has to be let go by us; others' claims are not touched, not even looked at. */
    boolean isOurs(C object);

    /**
     * Puts our finalizer and these annotations on the claim; fails when the claim has changed since it was read.
     *
     * @return the claim as it is then
     */
    Claim hold(Claim claim, Map<String, String> annotations);

    /** Takes our finalizer off the claim; no failure when the claim is gone. */
    void letGo(Claim claim);

    AddressObject createAddress(Claim claim, Pool pool, Allocation allocation);

    /** The address object that would have this allocation's name, freshly read. */
    Optional<AddressObject> findAddress(Allocation allocation);

    /**
     * Makes an existing address object the claim's own: our finalizer, and the owners it should have.
     *
     * @return the object then; empty when this very object is gone, whatever has its name now
     */
    Optional<AddressObject> adoptAddress(Claim claim, Pool pool, AddressObject address);

    /** The claim of ours that there is under this name now, freshly read. */
    Optional<Claim> current(ClaimKey claim);

    /** Whether this very claim is there now, and not only one of its name: a fresh read. */
    default boolean isThere(Claim claim) {
        return current(claim.key()).filter(now -> now.uid().equals(claim.uid())).isPresent();
    }

    /** Whether there is any claim of this kind where the manager looks for them, ours or not: a fresh read. */
    boolean isAny();

    /** Deletes the address object; no failure when it is gone. */
    void releaseAddress(AddressObject address);

    /**
     * The same, unless it names another claim as its owner by now: another manager has adopted it for that one.
     *
     * @param claimUid the claim that it was made for
     * @return what it is by now, if it is somebody else's
     */
    Optional<AddressObject> releaseUnlessAdopted(AddressObject address, String claimUid);

    /**
     * Writes the outcome to the claim's status, if that does not tell it already. What is not good news fails when the claim has
     * changed since: it may have its address by now.
     *
     * @return whether something was written
     */
    boolean report(C object, ClaimOutcome outcome);
}
