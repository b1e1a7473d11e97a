package io.metal3.ipam.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.util.regex.Pattern;

/**
 * What a failed request says of its own effect. The difference matters before anything is given back: a request that timed out may
 * have been carried out all the same.
 */
public enum Refusal {
    /** The object, or its namespace, is not there. */
    NOT_FOUND,
    /** An object of this name is there already. */
    ALREADY_EXISTS,
    /** The object has changed since it was read: read it again. */
    CHANGED,
    /** The API server looked at the request and said no; asking the same again would change nothing. */
    REFUSED,
    /** Nobody knows whether it was carried out. */
    UNKNOWN;

    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;
    private static final String FAILED_PATCH = "the server rejected our request due to an error in our request";

    public static Refusal of(KubernetesClientException failure) {
        int code = failure.getCode();
        if (code == HttpURLConnection.HTTP_NOT_FOUND || code == HttpURLConnection.HTTP_GONE) {
            return NOT_FOUND;
        }
        if (code == HttpURLConnection.HTTP_CONFLICT) {
            var status = failure.getStatus();
            return status != null && "AlreadyExists".equals(status.getReason()) ? ALREADY_EXISTS : CHANGED;
        }
        if (code == UNPROCESSABLE && isFailedPatch(failure)) {
            return CHANGED;
        }
        if (code == HttpURLConnection.HTTP_CLIENT_TIMEOUT || code == TOO_MANY_REQUESTS) {
            return UNKNOWN;
        }
        return code >= BAD_REQUEST && code < SERVER_ERROR ? REFUSED : UNKNOWN;
    }

    /** Whether a request that is worth another try has surely not been carried out: there was nobody to send it to, or there was a queue. */
    public static boolean isNotCarriedOut(KubernetesClientException failure) {
        return failure.getCode() == TOO_MANY_REQUESTS || failure.getCause() instanceof ConnectException;
    }

    /**
     * What the API server said, without the name of the object that it said it of: where a number is tried after the other the name
     * differs each time, and what is told of the refusal should not.
     */
    public static String words(KubernetesClientException failure, String objectName) {
        var status = failure.getStatus();
        var message = status == null ? null : status.getMessage();
        return (message == null ? "HTTP " + failure.getCode() : message)
                .replace(" \"" + objectName + "\"", "")
                .replaceAll("(?<![\\w.-])" + Pattern.quote(objectName) + "(?![\\w.-])", "it");
    }

    /** The patch does not fit the object as it is now; an object that breaks a rule is told with the field at fault. */
    private static boolean isFailedPatch(KubernetesClientException failure) {
        var status = failure.getStatus();
        return status != null && String.valueOf(status.getMessage()).startsWith(FAILED_PATCH);
    }

    /** Whether a JSON patch was refused because what it took for granted no longer holds. */
    public static boolean isFailedTest(KubernetesClientException failure) {
        return failure.getCode() == UNPROCESSABLE || failure.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }
}
