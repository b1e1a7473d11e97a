package io.metal3.ipam;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metal3.ipam.kube.RequestPace;
import java.util.concurrent.CountDownLatch;

/** All that a process of the manager runs, as its flags say: the manager, and what is around it. Start and stop once. */
final class ManagerProcess implements AutoCloseable {

    private final KubernetesClient client;
    private final Manager manager;
    private final CountDownLatch stopped = new CountDownLatch(1);

    ManagerProcess(Flags flags) {
        this(flags, config(flags));
    }

    ManagerProcess(Flags flags, Config config) {
        client = client(config, flags.requestLimit());
        manager = new Manager(client, flags.settings());
    }

    /** Returns when claims are being served. */
    void start() {
        manager.start();
    }

    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() {
        manager.close();
        client.close();
        stopped.countDown();
    }

    private static Config config(Flags flags) {
        var file = flags.kubeconfig();
        return file == null ? Config.autoConfigure(null) : Config.fromKubeconfig(file.toFile());
    }

    private static KubernetesClient client(Config config, Flags.RequestLimit limit) {
        var builder = new KubernetesClientBuilder().withConfig(config);
        if (limit.perSecond() > 0) {
            var pace = new RequestPace(limit.perSecond(), limit.burst());
            builder.withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("pace", pace));
        }
        return builder.build();
    }
}
