package io.metal3.ipam.faults;

/**
 * A request, as far as a fault depends on it.
 *
 * @param path without the query
 * @param goesOn whether it asks for the next page of a list
 */
record Call(String method, String path, boolean goesOn) {

    static Call of(String method, String path, String query) {
        return new Call(method, path, query.contains("continue="));
    }

    boolean isWrite() {
        return !"GET".equals(method);
    }

    /** Pages of a list count as one: what they are told apart by changes from run to run. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
