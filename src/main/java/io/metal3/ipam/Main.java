package io.metal3.ipam;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.util.concurrent.CountDownLatch;

/** Runs the manager as a process of its own, until it is told to stop. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        var config = arguments.length == 2 ? Config.fromKubeconfig(new File(arguments[1])) : Config.autoConfigure(null);
        var stopped = new CountDownLatch(1);
        var client = new KubernetesClientBuilder().withConfig(config).build();
        var manager = new Manager(client, Settings.defaults());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            manager.close();
            client.close();
            stopped.countDown();
        }));
        manager.start();
        stopped.await();
    }
}
