package io.metal3.ipam.serving;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * How the HTTPS endpoints speak TLS, in the words of the JVM.
 *
 * @param protocols the versions that are spoken, the oldest first
 * @param cipherSuites those that may be used; none means the JVM's own choice
 */
public record TlsSettings(List<String> protocols, List<String> cipherSuites) {

    /** Go's names, the oldest first; beside them the JVM's. */
    private static final List<String> GO_VERSIONS =
            List.of("VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13");

    private static final List<String> JVM_VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    /** Go lets nobody choose among those of TLS 1.3: they are always on. */
    private static final List<String> OF_TLS_13 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    public TlsSettings {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** TLS 1.2 and later, with the JVM's choice of cipher suites. */
    public static TlsSettings defaults() {
        return of("VersionTLS12", List.of());
    }

    /**
     * Reads Go's names.
     *
     * @param minVersion for example {@code VersionTLS13}
     * @param cipherSuites for example {@code TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}; none for the JVM's choice
     */
    public static TlsSettings of(String minVersion, List<String> cipherSuites) {
        int oldest = GO_VERSIONS.indexOf(minVersion);
        if (oldest < 0) {
            throw new IllegalArgumentException(
                    "'" + minVersion + "' is no TLS version; write one of " + String.join(", ", GO_VERSIONS));
        }
        var suites = new ArrayList<String>();
        if (!cipherSuites.isEmpty()) {
            suites.addAll(OF_TLS_13);
            var known = Set.of(supported());
            for (var suite : cipherSuites) {
                var name = inFull(suite);
                if (!known.contains(name)) {
                    throw new IllegalArgumentException("'" + suite
                            + "' is no cipher suite that this JVM has; write names such as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, with commas between them");
                }
                if (!suites.contains(name)) {
                    suites.add(name);
                }
            }
        }
        return new TlsSettings(JVM_VERSIONS.subList(oldest, JVM_VERSIONS.size()), suites);
    }

    /** Go knows these two by a short name as well. */
    private static String inFull(String suite) {
        return suite.endsWith("_CHACHA20_POLY1305") ? suite + "_SHA256" : suite;
    }

    private static String[] supported() {
        try {
            return SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no TLS", e);
        }
    }
}
