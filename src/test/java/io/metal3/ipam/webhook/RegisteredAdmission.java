package io.metal3.ipam.webhook;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.metal3.ipam.testing.Patience;
import io.metal3.ipam.testing.PoolBuilder;
import io.metal3.ipam.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import static io.metal3.ipam.testing.Builders.aPool;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Admission that a real API server asks: served with a certificate of its own, and registered as {@code config/webhook} has it, but for
 * where the manager is.
 */
public final class RegisteredAdmission implements AutoCloseable {

    private final Site site;
    private final AdmissionServer server;
    private final List<HasMetadata> configurations;

    private RegisteredAdmission(Site site, AdmissionServer server, Certificates.Pair pair) throws IOException {
        this.site = site;
        this.server = server;
        var validating = read("validating.yaml", ValidatingWebhookConfiguration.class);
        validating.getWebhooks().forEach(hook -> hook.setClientConfig(at(hook.getClientConfig(), pair)));
        var mutating = read("mutating.yaml", MutatingWebhookConfiguration.class);
        mutating.getWebhooks().forEach(hook -> hook.setClientConfig(at(hook.getClientConfig(), pair)));
        configurations = List.of(validating, mutating);
        configurations.forEach(configuration -> {
            configuration.getMetadata().setName("ipam");
            site.admin().resource(configuration).create();
        });
    }

    /** Serves and registers, and waits until the API server asks: it takes up a new webhook a moment after that is made. */
    public static RegisteredAdmission of(AdmissionHandler handler, Site site) {
        try {
            var scratch = Files.createTempDirectory("admission");
            var pair = Certificates.make(scratch, "admission");
            var folder = Files.createDirectory(scratch.resolve("certs"));
            Certificates.mount(folder, pair);
            var server = AdmissionServer.startIfCertified(handler, AdmissionServer.Options.of(0, folder)).orElseThrow();
            var admission = new RegisteredAdmission(site, server, pair);
            var namespace = site.namespace();
            Patience.eventually(() -> assertThatThrownBy(() -> namespace.create(unheardOf())).hasMessageContaining("denied"));
            return admission;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("admission cannot be served", e);
        }
    }

    /** What only the webhook refuses: the schema cannot compare a promise with the ranges. */
    static PoolBuilder unheardOf() {
        return aPool("unheard-of").range("10.0.0.1", "10.0.0.9").preAllocation("a", "10.0.0.77");
    }

    @Override
    public void close() {
        configurations.forEach(configuration -> site.admin().resource(configuration).delete());
        server.close();
    }

    private <T extends HasMetadata> T read(String file, Class<T> type) throws IOException {
        return site.admin()
                .getKubernetesSerialization()
                .unmarshal(Files.readString(Path.of("config", "webhook", file)), type);
    }

    private WebhookClientConfig at(WebhookClientConfig shipped, Certificates.Pair pair) {
        var bundle = Base64.getEncoder().encodeToString(pair.certificate().getBytes(StandardCharsets.UTF_8));
        return new WebhookClientConfigBuilder()
                .withUrl("https://127.0.0.1:" + server.port() + shipped.getService().getPath())
                .withCaBundle(bundle)
                .build();
    }
}
