package io.metal3.ipam.controlplane;

/**
 * Ways to break a control plane and to mend it. Servers come back on the same port, with the same certificates and the
 * same data. The {@code start} methods return when the server is ready, the others when the server is in the new state.
 */
public interface Faults {

    /** Ends the API server as a rolling update would: it answers what it has begun; after five seconds it is killed. */
    void stopApiServer();

    /** Ends the API server in the middle of whatever it does. */
    void killApiServer();

    void startApiServer();

    /** Freezes the API server: connections stay open and nothing answers. */
    void pauseApiServer();

    void resumeApiServer();

    /**
     * Ends etcd at once: asked politely, it waits seven seconds for its clients to leave. What it has acknowledged stays,
     * because the system has it, if not yet the disk.
     */
    void stopEtcd();

    /** Starts etcd; when the API server runs, returns once that is ready again too. */
    void startEtcd();

    /** Freezes etcd: the API server accepts requests and cannot finish them. */
    void pauseEtcd();

    void resumeEtcd();
}
