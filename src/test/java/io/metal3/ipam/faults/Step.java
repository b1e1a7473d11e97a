package io.metal3.ipam.faults;

import java.util.Locale;

/** The writes of the protocol, in the order in which a claim goes through them. */
enum Step {
    /** Our finalizer on the claim, and the address to remember. */
    MARK("PATCH", false, "{"),
    /** The IPAddress. */
    MAKE("POST", true, "{"),
    /** The claim's status. */
    TELL("PATCH", false, "["),
    /** Our finalizer off the IPAddress. */
    UNGUARD("PATCH", true, "["),
    /** The IPAddress is deleted. */
    REMOVE("DELETE", true, ""),
    /** Our finalizer off the claim. */
    LET_GO("PATCH", false, "[");

    private final String method;
    private final boolean onAddress;
    private final String body;

    Step(String method, boolean onAddress, String body) {
        this.method = method;
        this.onAddress = onAddress;
        this.body = body;
    }

    /** Whether it is a step of giving an address back. */
    boolean isOfRelease() {
        return compareTo(UNGUARD) >= 0;
    }

    /** Whether a request is this step, for this kind. */
    boolean is(String asked, String path, String content, Kinds kinds) {
        var plural = onAddress ? kinds.addresses() : kinds.claims();
        return method.equals(asked)
                && path.contains("/" + kinds.group() + "/")
                && path.contains("/" + plural)
                && path.endsWith("/status") == (this == TELL)
                && content.startsWith(body);
    }

    /** The two kinds of claim with what answers them. */
    enum Kinds {
        METAL3("ipam.metal3.io", "ipclaims"),
        CLUSTER_API("ipam.cluster.x-k8s.io", "ipaddressclaims");

        private final String group;
        private final String claims;

        Kinds(String group, String claims) {
            this.group = group;
            this.claims = claims;
        }

        String group() {
            return group;
        }

        String claims() {
            return claims;
        }

        String addresses() {
            return "ipaddresses";
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
