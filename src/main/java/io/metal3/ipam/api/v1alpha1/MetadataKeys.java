package io.metal3.ipam.api.v1alpha1;

/**
 * The names that this API lives by outside of spec and status: its group, its finalizers, its annotations.
 *
 * <p>They stand on objects in users' clusters, and other programs read them; none may ever change.
 */
public final class MetadataKeys {

    /** The API group of the three kinds. */
    public static final String GROUP = "ipam.metal3.io";

    /** The only version, served and stored. */
    public static final String VERSION = "v1alpha1";

    /** {@code apiVersion} of the three kinds. */
    public static final String API_VERSION = GROUP + "/" + VERSION;

    /** Keeps an IPPool until no address of it, of either kind, is left. */
    public static final String POOL_FINALIZER = "ippool.ipam.metal3.io";

    /** Keeps an IPClaim until its address is given back. */
    public static final String CLAIM_FINALIZER = "ipclaim.ipam.metal3.io";

    /** Keeps an IPAddress until its claim no longer needs it. */
    public static final String ADDRESS_FINALIZER = "ipaddress.ipam.metal3.io";

    /** Keeps a Cluster API IPAddressClaim until its address is given back. */
    public static final String CAPI_CLAIM_FINALIZER = "ipam.metal3.io/ipaddressclaim";

    /** Keeps a Cluster API IPAddress until its claim no longer needs it. */
    public static final String CAPI_ADDRESS_FINALIZER = "ipam.metal3.io/ipaddress";

    /** Written by a user on a claim: the one address the claim wants, and no other. */
    public static final String REQUESTED_ADDRESS_ANNOTATION = "ipAddress";

    /**
     * Written by the manager on a claim: the address it has. Status does not survive a move or a restore, annotations do; a claim
     * that arrives with this one gets the same address again, or waits for it.
     */
    public static final String ALLOCATED_ADDRESS_ANNOTATION = GROUP + "/allocated-address";

    /**
     * Written beside it: the uid of the claim that the address was chosen for. While it is the claim's own, the address is a choice
     * that every manager keeps to, and that may be changed before the claim is told. On a claim with another uid, after a move or a
     * restore, it is the address that the claim had.
     *
     * <p>On an address object that the manager makes: the uid of the claim that it is made for. It is never changed, so an object that was
     * moved or restored beside its claim names one that is not there any more.
     */
    public static final String ALLOCATED_FOR_ANNOTATION = GROUP + "/allocated-for";

    /**
     * Stands behind the address in the first of the two, for a moment, where two managers without election have made addresses of one
     * number: another one is chosen.
     */
    public static final String GIVEN_UP = " given up";

    /**
     * Written by the manager on a claim whose number was given up: the uids of the IPAddress objects that had been made for it, separated
     * by blanks. No manager tells the claim of one of these, and before it is told of any none but these is ended.
     */
    public static final String GIVEN_UP_OBJECTS_ANNOTATION = GROUP + "/given-up";

    private MetadataKeys() {}
}
