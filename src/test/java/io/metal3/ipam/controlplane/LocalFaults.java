package io.metal3.ipam.controlplane;

/** Faults of servers that are child processes. */
record LocalFaults(Server etcd, Server apiServer) implements Faults {

    @Override
    public void stopApiServer() {
        apiServer.stop();
    }

    @Override
    public void killApiServer() {
        apiServer.kill();
    }

    @Override
    public void startApiServer() {
        apiServer.launch();
        apiServer.awaitReady();
    }

    @Override
    public void pauseApiServer() {
        apiServer.pause();
    }

    @Override
    public void resumeApiServer() {
        apiServer.resume();
    }

    @Override
    public void stopEtcd() {
        etcd.kill();
    }

    @Override
    public void startEtcd() {
        etcd.launch();
        etcd.awaitReady();
        if (apiServer.answering()) {
            apiServer.awaitReady();
        }
    }

    @Override
    public void pauseEtcd() {
        etcd.pause();
    }

    @Override
    public void resumeEtcd() {
        etcd.resume();
    }
}
