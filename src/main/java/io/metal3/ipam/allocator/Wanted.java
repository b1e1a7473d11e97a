package io.metal3.ipam.allocator;

/** Why a claim can have only one certain address. */
public enum Wanted {
    /** It asks for it. */
    REQUESTED,
    /** The pool promises it to claims of this name. */
    PRE_ALLOCATED,
    /** It had it before. */
    REMEMBERED
}
