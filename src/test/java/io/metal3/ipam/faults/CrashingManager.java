package io.metal3.ipam.faults;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metal3.ipam.Manager;
import io.metal3.ipam.Settings;
import io.metal3.ipam.testing.Site;
import java.io.File;
import java.util.concurrent.CountDownLatch;

/** A manager of one namespace that comes to a sudden end. Arguments: kubeconfig, namespace, {@link CrashPoint}. */
final class CrashingManager {

    private CrashingManager() {}

    public static void main(String[] args) throws InterruptedException {
        var config = new ConfigBuilder(Config.fromKubeconfig(new File(args[0])))
                .withImpersonateUsername(Site.USER)
                .build();
        var fuse = CrashPoint.parse(args[2]).interceptor();
        var client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("fuse", fuse))
                .build();
        new Manager(client, Settings.defaults().inNamespace(args[1])).start();
        new CountDownLatch(1).await();
    }
}
