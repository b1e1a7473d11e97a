package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches over HTTP: quick to give up on a host that cannot be reached, and trusting no file without its checksum. */
final class Download {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);
    private static final Duration TEXT_WITHIN = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_WITHIN)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final Duration fileWithin;

    Download(Duration fileWithin) {
        this.fileWithin = fileWithin;
    }

    String text(URI from) throws IOException {
        return await(from, client.sendAsync(request(from, TEXT_WITHIN), HttpResponse.BodyHandlers.ofString()), TEXT_WITHIN);
    }

    /** The file is deleted again when its SHA-512 is another. */
    void file(URI from, String sha512, Path to) throws IOException {
        try {
            await(from, client.sendAsync(request(from, fileWithin), HttpResponse.BodyHandlers.ofFile(to)), fileWithin);
            String actual = sha512(to);
            if (!actual.equals(sha512.strip().toLowerCase(Locale.ROOT))) {
                throw new IOException(from + " is not what was announced: its SHA-512 is " + actual + ", not " + sha512);
            }
        } catch (IOException e) {
            Files.deleteIfExists(to);
            throw e;
        }
    }

    private static HttpRequest request(URI from, Duration limit) {
        return HttpRequest.newBuilder(from).timeout(limit).build();
    }

    private static <T> T await(URI from, CompletableFuture<HttpResponse<T>> answer, Duration limit) throws IOException {
        try {
            HttpResponse<T> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(from + " answers " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException e) {
            throw new IOException(from + " cannot be fetched: " + e.getCause(), e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(from + " takes longer than " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching " + from, e);
        }
    }

    static String sha512(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
