package io.metal3.ipam.protocol;

/** What becomes of a request. */
enum Fate {
    /** It is carried out and answered. */
    DONE,
    /** It is carried out; the answer takes its time. */
    DONE_SLOWLY,
    /** It is carried out, and the answer is lost. */
    ANSWER_LOST,
    /** It never arrives, which nobody can tell from a lost answer. */
    LOST,
    /** Nobody waits for it any longer, as if it were lost; and it is carried out, some time later. */
    LATE,
    /** The API server says no, for a reason of its own. */
    REFUSED,
    /** The process ends before the request leaves it. */
    KILLED,
    /** The process ends when the request is on its way: it is carried out later. */
    KILLED_ON_THE_WAY
}
