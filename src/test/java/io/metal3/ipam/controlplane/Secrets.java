package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/** The secrets of one control plane: the administrator's token and the key of the service accounts. */
record Secrets(String token, Path tokenFile, Path signingKey, Path verifyingKey) {

    /** Makes new ones, in a folder that only this user can read. */
    static Secrets in(Path folder) {
        try {
            String token = randomToken();
            Path tokens = Files.writeString(folder.resolve("tokens.csv"), token + ",admin,admin,\"system:masters\"\n");
            KeyPair pair = keyPair();
            return new Secrets(
                    token,
                    tokens,
                    pem(folder.resolve("service-accounts.key"), "PRIVATE KEY", pair.getPrivate().getEncoded()),
                    pem(folder.resolve("service-accounts.pub"), "PUBLIC KEY", pair.getPublic().getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String randomToken() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path pem(Path file, String label, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    @Override
    public String toString() {
        return "Secrets[in " + tokenFile.getParent() + "]";
    }
}
