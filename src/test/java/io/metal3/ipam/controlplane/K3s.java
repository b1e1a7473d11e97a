package io.metal3.ipam.controlplane;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * k3s in a container, by testcontainers. The image is pulled here and not by testcontainers, which tries again for two
 * minutes when a pull is refused.
 */
final class K3s {

    private static final Duration ENGINE_WITHIN = Duration.ofSeconds(15);
    private static final Duration PULL_BEGINS_WITHIN = Duration.ofSeconds(10);
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(90);

    private final String image;
    private final Duration pulledWithin;

    K3s(Versions versions, Duration pulledWithin) {
        this.image = "rancher/k3s:v" + versions.kubernetes() + "-k3s1";
        this.pulledWithin = pulledWithin;
    }

    Attempt open() {
        try {
            pull(engine());
            var container = new K3sContainer(DockerImageName.parse(image)).withStartupTimeout(STARTED_WITHIN);
            container.start();
            Path folder = Folders.temporary();
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), container.getKubeConfigYaml());
            return new Attempt.Opened(new KubeconfigControlPlane(kubeconfig, "a container of " + image, () -> {
                container.stop();
                Folders.delete(folder);
            }));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while k3s starts", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException | TimeoutException | ExecutionException e) {
            return new Attempt.Refused("no container of " + image + ": " + e);
        }
    }

    /** On a thread of its own: testcontainers sets itself no limit here. */
    private static DockerClient engine() throws InterruptedException, TimeoutException, ExecutionException {
        return CompletableFuture.supplyAsync(() -> DockerClientFactory.instance().client())
                .get(ENGINE_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }

    private void pull(DockerClient engine) throws InterruptedException, TimeoutException {
        try {
            engine.inspectImageCmd(image).exec();
        } catch (NotFoundException notHere) {
            PullImageResultCallback pull = engine.pullImageCmd(image).exec(new PullImageResultCallback());
            if (!pull.awaitStarted(PULL_BEGINS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new TimeoutException("the pull does not begin");
            }
            if (!pull.awaitCompletion(pulledWithin.toSeconds(), TimeUnit.SECONDS)) {
                throw new TimeoutException("the pull takes longer than " + pulledWithin.toSeconds() + " s");
            }
        }
    }
}
