package io.metal3.ipam.claim;

/** Hears of every look at a claim. Must be quick, and is called by many threads. */
public interface ClaimObserver {

    /**
     * A claim has been looked at.
     *
     * @param claim as it was before
     */
    void looked(Claim claim, ClaimOutcome outcome);
}
