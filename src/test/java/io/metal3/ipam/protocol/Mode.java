package io.metal3.ipam.protocol;

/** Who serves. */
enum Mode {
    /** One manager, which may be killed at any moment, and begins anew. */
    ALONE,
    /** The same, where the answer to a list takes its time, and what happens meanwhile is shown by the watch before it is read. */
    LATE_LISTS,
    /** One after the other: who has lost the lead may be late to know, and what it sent may arrive when it does not lead. */
    RELAY,
    /** Two at once, who know nothing of each other. Each kind of claim has numbers of its own. */
    BOTH,
    /** The same, where claims of both kinds want the same numbers. */
    BOTH_KINDS,
    /** The same, where each is seldom shown anything of one of the kinds, and nobody wants anything at first. */
    BOTH_BLIND;

    /** How often what happens then. */
    Course course() {
        return switch (this) {
            case BOTH_KINDS -> Course.AMONG_RIVALS;
            case BOTH_BLIND -> Course.AMONG_NEWCOMERS;
            case ALONE, LATE_LISTS, RELAY, BOTH -> Course.USUAL;
        };
    }

    /** Whether one manager serves, and the next one begins only when nothing of it is on its way any more. */
    boolean isAlone() {
        return this == ALONE || this == LATE_LISTS;
    }

    /** Whether two managers are at work. */
    boolean isOfTwo() {
        return !isAlone() && this != RELAY;
    }
}
