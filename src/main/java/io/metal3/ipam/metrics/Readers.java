package io.metal3.ipam.metrics;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metal3.ipam.metrics.ManagementServer.Answer;
import io.metal3.ipam.metrics.ManagementServer.Request;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Lets those read a path who may: whoever shows a bearer token that the API server knows, of a user who by RBAC may GET that
 * nonResourceURL. Thread-safe.
 */
public final class Readers {

    private static final String BEARER = "Bearer ";

    private static final Duration KEEP_YES = Duration.ofMinutes(1);
    private static final Duration KEEP_NO = Duration.ofSeconds(10);
    private static final int MOST_KEPT = 1_000;

    /** Whoever guesses tokens must not make the manager guess along at the API server. */
    private static final int QUESTIONS_AT_ONCE = 4;

    private final KubernetesClient client;
    private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
    private final Semaphore questions = new Semaphore(QUESTIONS_AT_ONCE);

    /**
     * What is known of a token.
     *
     * @param refusal the answer that refuses; empty for whoever may read
     * @param until by {@link System#nanoTime}
     */
    private record Verdict(Optional<Answer> refusal, long until) {}

    public Readers(KubernetesClient client) {
        this.client = client;
    }

    /** The endpoint, for those who may read it. */
    public Function<Request, Answer> only(Function<Request, Answer> endpoint) {
        return request -> refusal(request).orElseGet(() -> endpoint.apply(request));
    }

    private Optional<Answer> refusal(Request request) {
        var header = request.authorization();
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return unauthorized();
        }
        var token = header.substring(BEARER.length()).trim();
        var key = digest(token) + request.path();
        var known = verdicts.get(key);
        if (known != null && known.until() - System.nanoTime() > 0) {
            return known.refusal();
        }
        questions.acquireUninterruptibly();
        try {
            var refusal = ask(token, request.path());
            if (verdicts.size() >= MOST_KEPT) {
                verdicts.clear();
            }
            var keep = refusal.isEmpty() ? KEEP_YES : KEEP_NO;
            verdicts.put(key, new Verdict(refusal, System.nanoTime() + keep.toNanos()));
            return refusal;
        } finally {
            questions.release();
        }
    }

    private Optional<Answer> ask(String token, String path) {
        var status = client.tokenReviews()
                .create(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .endSpec()
                        .build())
                .getStatus();
        if (status == null || !Boolean.TRUE.equals(status.getAuthenticated()) || status.getUser() == null) {
            return unauthorized();
        }
        return mayRead(status.getUser(), path)
                ? Optional.empty()
                : Optional.of(Answer.text(
                        HttpURLConnection.HTTP_FORBIDDEN,
                        "User " + status.getUser().getUsername() + " may not get the nonResourceURL " + path + "\n"));
    }

    private boolean mayRead(UserInfo user, String path) {
        var status = client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user.getUsername())
                        .withUid(user.getUid())
                        .withGroups(Objects.requireNonNullElse(user.getGroups(), List.of()))
                        .withExtra(Objects.requireNonNullElse(user.getExtra(), Map.of()))
                        .withNewNonResourceAttributes()
                        .withPath(path)
                        .withVerb("get")
                        .endNonResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus();
        return status != null && Boolean.TRUE.equals(status.getAllowed());
    }

    private static Optional<Answer> unauthorized() {
        return Optional.of(Answer.text(
                HttpURLConnection.HTTP_UNAUTHORIZED, "Show a bearer token that the API server of this cluster knows\n"));
    }

    /** Tokens themselves are not kept. */
    private static String digest(String token) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
