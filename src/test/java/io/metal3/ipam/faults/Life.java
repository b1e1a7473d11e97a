package io.metal3.ipam.faults;

/** One object from its first revision to its last, as far as known. Not thread-safe. */
final class Life {

    static final long FOR_EVER = Long.MAX_VALUE;

    Seen seen;
    final long since;

    /** The first revision at which it was not there any more, or at which that is not sure. */
    long until = FOR_EVER;

    /** The first revision at which it was being deleted, or at which that is not sure. */
    long wholeUntil = FOR_EVER;

    /** The last revision at which it surely looked as it looks now. */
    long lastSeen;

    Life(Seen seen, long revision) {
        this.seen = seen;
        this.since = revision;
        this.lastSeen = revision;
    }

    boolean livesAt(long revision) {
        return since <= revision && revision < until;
    }

    boolean isWholeAt(long revision) {
        return livesAt(revision) && revision < wholeUntil;
    }

    @Override
    public String toString() {
        return seen + " [" + since + ", " + (until == FOR_EVER ? "now" : until) + ")";
    }
}
