package io.metal3.ipam.serving;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Makes a certificate that vouches for itself: it keeps what is sent from being read, and says nothing of who sent it. The JDK reads
 * certificates and makes none, so the few fields of one are written here.
 */
public final class SelfSigned {

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int UTF8_STRING = 0x0C;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int VERSION = 0xA0;
    private static final int EXTENSIONS = 0xA3;
    private static final int DNS_NAME = 0x82;

    private static final byte[] COMMON_NAME = der(OBJECT_ID, hex("550403"));
    private static final byte[] SUBJECT_ALT_NAME = der(OBJECT_ID, hex("551D11"));

    private static final int SERIAL_BITS = 120;
    private static final int YEARS_DAYS = 3_650;
    private static final int LAST_YEAR_OF_UTC_TIME = 2_049;

    /** How a key is made and signs; the last is the object id of that, as it stands in a certificate. */
    private record Algorithm(String key, int bits, String signature, String idHex) {
        static final Algorithm EC = new Algorithm("EC", 256, "SHA256withECDSA", "06082A8648CE3D040302");
        static final Algorithm RSA = new Algorithm("RSA", 2_048, "SHA256withRSA", "06092A864886F70D01010B0500");

        byte[] id() {
            return der(SEQUENCE, hex(idHex));
        }
    }

    private SelfSigned() {}

    /** A server's context with a fresh key, of a kind that the cipher suites allow. */
    public static SSLContext context(String name, List<String> cipherSuites) {
        boolean onlyRsa = cipherSuites.stream().anyMatch(s -> s.contains("_RSA_"))
                && cipherSuites.stream().noneMatch(s -> s.contains("_ECDSA_"));
        try {
            var algorithm = onlyRsa ? Algorithm.RSA : Algorithm.EC;
            var generator = KeyPairGenerator.getInstance(algorithm.key());
            generator.initialize(algorithm.bits());
            var pair = generator.generateKeyPair();
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("key", pair.getPrivate(), new char[0], new Certificate[] {certificate(name, pair, algorithm)});
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("A certificate could not be made", e);
        }
    }

    private static Certificate certificate(String name, KeyPair pair, Algorithm algorithm) throws GeneralSecurityException {
        var now = Instant.now().minus(1, ChronoUnit.HOURS);
        var distinguished = der(
                SEQUENCE,
                der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, name.getBytes(StandardCharsets.UTF_8)))));
        var names = der(SEQUENCE, der(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII)));
        var contents = der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(INTEGER, new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS).toByteArray()),
                algorithm.id(),
                distinguished,
                der(SEQUENCE, time(now), time(now.plus(YEARS_DAYS, ChronoUnit.DAYS))),
                distinguished,
                pair.getPublic().getEncoded(),
                der(EXTENSIONS, der(SEQUENCE, der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, names)))));
        var signer = Signature.getInstance(algorithm.signature());
        signer.initSign(pair.getPrivate());
        signer.update(contents);
        var whole = der(SEQUENCE, contents, algorithm.id(), der(BIT_STRING, new byte[] {0}, signer.sign()));
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] time(Instant instant) {
        var time = instant.atZone(ZoneOffset.UTC);
        return time.getYear() <= LAST_YEAR_OF_UTC_TIME
                ? der(UTC_TIME, ascii(DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").format(time)))
                : der(GENERALIZED_TIME, ascii(DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").format(time)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /** Tag, length, value. */
    private static byte[] der(int tag, byte[]... parts) {
        var value = new ByteArrayOutputStream();
        for (var part : parts) {
            value.writeBytes(part);
        }
        var result = new ByteArrayOutputStream();
        result.write(tag);
        int length = value.size();
        if (length < 0x80) {
            result.write(length);
        } else {
            var digits = BigInteger.valueOf(length).toByteArray();
            int zeros = digits[0] == 0 ? 1 : 0;
            result.write(0x80 | (digits.length - zeros));
            result.write(digits, zeros, digits.length - zeros);
        }
        result.writeBytes(value.toByteArray());
        return result.toByteArray();
    }
}
