package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks a health endpoint once, without retries: true only for 200. A new connection each time, so that no answer comes
 * from a connection that outlived the server behind it.
 */
final class Probe {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private Probe() {}

    static BooleanSupplier http(URI endpoint) {
        return () -> {
            try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
                return ok(client, endpoint);
            } catch (IOException e) {
                return false;
            }
        };
    }

    /** The file of trusted certificates may come into being, or be half written, while the server starts. */
    static BooleanSupplier https(URI endpoint, Path certificates) {
        return () -> {
            if (!Files.exists(certificates)) {
                return false;
            }
            try (HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .sslContext(trusting(certificates))
                    .build()) {
                return ok(client, endpoint);
            } catch (IOException | GeneralSecurityException e) {
                return false;
            }
        };
    }

    private static boolean ok(HttpClient client, URI endpoint) throws IOException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(endpoint).timeout(TIMEOUT).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            client.shutdownNow();
        }
    }

    private static SSLContext trusting(Path certificates) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificates)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("certificate-" + number++, certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
