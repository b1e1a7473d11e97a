package io.metal3.ipam.webhook;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives every handshake the certificate that is in force when it begins. The JDK asks for an alias first, then for the key and for
 * the certificates under it: the pair before the last is kept, so that a change in between tears none apart. (Vert.x could exchange
 * its whole TLS context instead, but turns away whoever connects while it does.) Thread-safe.
 */
final class ServingKeys extends X509ExtendedKeyManager {

    /** A key and its certificate, and those that vouch for it. */
    record Pair(PrivateKey key, List<X509Certificate> chain) {}

    private record Numbered(String alias, Pair pair) {}

    private record Both(Numbered now, Numbered before) {}

    private volatile Both pairs;

    ServingKeys(Pair pair) {
        var first = new Numbered("1", pair);
        pairs = new Both(first, first);
    }

    /** For every handshake that begins from now on. */
    synchronized void take(Pair pair) {
        var last = pairs.now();
        pairs = new Both(new Numbered(String.valueOf(Long.parseLong(last.alias()) + 1), pair), last);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        var now = pairs.now();
        return now.pair().key().getAlgorithm().equals(keyType) ? now.alias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        var alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        var pair = find(alias);
        return pair == null ? null : pair.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        var pair = find(alias);
        return pair == null ? null : pair.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private @Nullable Pair find(String alias) {
        var both = pairs;
        if (both.now().alias().equals(alias)) {
            return both.now().pair();
        }
        return both.before().alias().equals(alias) ? both.before().pair() : null;
    }
}
