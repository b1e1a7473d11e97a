package io.metal3.ipam.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How many requests the API server has had since it started, by its own count.
 *
 * @param claimWrites to claims and addresses
 * @param otherWrites to pools, and Events
 * @param reads of claims, addresses and pools; no watch is one
 */
record Requests(long claimWrites, long otherWrites, long reads) {

    private static final Pattern LINE = Pattern.compile("apiserver_request_total\\{(.*)} (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    static Requests soFar(KubernetesClient client) {
        long claimWrites = 0;
        long otherWrites = 0;
        long reads = 0;
        var lines = LINE.matcher(client.raw("/metrics"));
        while (lines.find()) {
            var labels = labels(lines.group(1));
            var count = (long) Double.parseDouble(lines.group(2));
            var ours = labels.getOrDefault("group", "").matches("ipam\\..*");
            var events = "events".equals(labels.get("resource"));
            switch (labels.getOrDefault("verb", "")) {
                case "POST", "PUT", "PATCH", "APPLY", "DELETE" -> {
                    if (events || (ours && "ippools".equals(labels.get("resource")))) {
                        otherWrites += count;
                    } else if (ours) {
                        claimWrites += count;
                    }
                }
                case "GET", "LIST" -> reads += ours ? count : 0;
                default -> {}
            }
        }
        return new Requests(claimWrites, otherWrites, reads);
    }

    Requests since(Requests before) {
        return new Requests(
                claimWrites - before.claimWrites, otherWrites - before.otherWrites, reads - before.reads);
    }

    private static Map<String, String> labels(String text) {
        var result = new HashMap<String, String>();
        var labels = LABEL.matcher(text);
        while (labels.find()) {
            result.put(labels.group(1), labels.group(2));
        }
        return result;
    }
}
