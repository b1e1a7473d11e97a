package io.metal3.ipam.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate and its key, {@code tls.crt} and {@code tls.key} of a folder, which somebody replaces before they expire. In a pod
 * both are swapped in one step; elsewhere a look may find the new one of them beside the old one of the other, so a pair that does
 * not fit is not taken. Not thread-safe.
 */
final class ServingCertificate {

    private static final byte[] PROBE = {1, 2, 3, 4};

    private final Vertx vertx;
    private final Path certificateFile;
    private final Path keyFile;
    private byte[] certificate = {};
    private byte[] key = {};

    ServingCertificate(Vertx vertx, Path folder) {
        this.vertx = vertx;
        certificateFile = folder.resolve("tls.crt");
        keyFile = folder.resolve("tls.key");
    }

    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve("tls.crt")) && Files.isRegularFile(folder.resolve("tls.key"));
    }

    /**
     * What the files hold, unless that is what they held at the last call that returned something.
     *
     * @throws IOException with a sentence, when they cannot be read or used
     */
    Optional<ServingKeys.Pair> changed() throws IOException {
        var freshCertificate = Files.readAllBytes(certificateFile);
        var freshKey = Files.readAllBytes(keyFile);
        if (Arrays.equals(certificate, freshCertificate) && Arrays.equals(key, freshKey)) {
            return Optional.empty();
        }
        var options = new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(freshCertificate))
                .setKeyValue(Buffer.buffer(freshKey));
        var pair = pair(options, freshCertificate);
        certificate = freshCertificate;
        key = freshKey;
        return Optional.of(pair);
    }

    private ServingKeys.Pair pair(PemKeyCertOptions options, byte[] pem) throws IOException {
        try {
            var open = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem))
                    .getPublicKey();
            var pair = pair(options, open);
            if (!fits(pair.key(), open)) {
                throw new IOException(keyFile + " is not the key of " + certificateFile);
            }
            return pair;
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            // Whatever Vert.x and the JDK throw at texts that are neither certificate nor key.
            throw new IOException(certificateFile + " and " + keyFile + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** By way of Vert.x, which reads the forms of keys that there are. */
    private ServingKeys.Pair pair(PemKeyCertOptions options, PublicKey open) throws Exception {
        for (var manager : options.getKeyManagerFactory(vertx).getKeyManagers()) {
            if (manager instanceof X509KeyManager keys) {
                var aliases = keys.getServerAliases(open.getAlgorithm(), null);
                if (aliases != null && aliases.length > 0) {
                    return new ServingKeys.Pair(
                            keys.getPrivateKey(aliases[0]), List.of(keys.getCertificateChain(aliases[0])));
                }
            }
        }
        throw new IOException("there is no key in " + keyFile);
    }

    private static boolean fits(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        var signature = Signature.getInstance(
                switch (open.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> open.getAlgorithm();
                });
        signature.initSign(secret);
        signature.update(PROBE);
        var signed = signature.sign();
        signature.initVerify(open);
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
