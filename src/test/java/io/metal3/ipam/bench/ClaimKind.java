package io.metal3.ipam.bench;

import io.metal3.ipam.bench.Wire.Answer;
import java.io.IOException;
import java.util.Locale;

/**
 * A kind of claim with the writes that serve one: what a user sends, and, to the letter, what the manager answers. The API server
 * has the same work with them, whoever sends them.
 */
enum ClaimKind {
    IPCLAIM(
            "/apis/ipam.metal3.io/v1alpha1",
            "ipclaims",
            "ipclaim.ipam.metal3.io",
            "ipaddress.ipam.metal3.io",
            """
            {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPClaim","metadata":{"name":"%s"},\
            "spec":{"pool":{"name":"pool","apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPPool"}}}""",
            """
            {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPAddress","metadata":{"name":"%1$s","namespace":"%2$s",\
            "finalizers":["ipaddress.ipam.metal3.io"],"ownerReferences":[\
            {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPPool","name":"pool","uid":"%5$s"},\
            {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPClaim","name":"%3$s","uid":"%4$s"}]},\
            "spec":{"address":"%6$s","claim":{"name":"%3$s","namespace":"%2$s"},"pool":{"name":"pool","namespace":"%2$s"},\
            "prefix":8,"gateway":"10.255.255.254"}}""",
            """
            {"address":{"name":"%s","namespace":"%s"},"conditions":[%s]}"""),
    IPADDRESSCLAIM(
            "/apis/ipam.cluster.x-k8s.io/v1beta2",
            "ipaddressclaims",
            "ipam.metal3.io/ipaddressclaim",
            "ipam.metal3.io/ipaddress",
            """
            {"apiVersion":"ipam.cluster.x-k8s.io/v1beta2","kind":"IPAddressClaim","metadata":{"name":"%s"},\
            "spec":{"poolRef":{"apiGroup":"ipam.metal3.io","kind":"IPPool","name":"pool"}}}""",
            """
            {"apiVersion":"ipam.cluster.x-k8s.io/v1beta2","kind":"IPAddress","metadata":{"name":"%1$s","namespace":"%2$s",\
            "finalizers":["ipam.metal3.io/ipaddress"],"ownerReferences":[\
            {"apiVersion":"ipam.cluster.x-k8s.io/v1beta2","kind":"IPAddressClaim","name":"%3$s","uid":"%4$s",\
            "controller":true,"blockOwnerDeletion":true},\
            {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPPool","name":"pool","uid":"%5$s",\
            "controller":false,"blockOwnerDeletion":true}]},\
            "spec":{"address":"%6$s","claimRef":{"name":"%3$s"},\
            "poolRef":{"apiGroup":"ipam.metal3.io","kind":"IPPool","name":"pool"},"prefix":8,"gateway":"10.255.255.254"}}""",
            """
            {"addressRef":{"name":"%1$s"},"conditions":[%3$s]}""");

    private static final String ADDRESSES = "ipaddresses";
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String PATCH = "application/json-patch+json";

    private final String api;
    private final String plural;
    private final String finalizer;
    private final String addressFinalizer;
    private final String claim;
    private final String address;
    private final String status;

    ClaimKind(
            String api,
            String plural,
            String finalizer,
            String addressFinalizer,
            String claim,
            String address,
            String status) {
        this.api = api;
        this.plural = plural;
        this.finalizer = finalizer;
        this.addressFinalizer = addressFinalizer;
        this.claim = claim;
        this.address = address;
        this.status = status;
    }

    /** In tables. */
    String title() {
        return this == IPCLAIM ? "IPClaim" : "IPAddressClaim";
    }

    /** Where the claims of a namespace are. */
    String claims(String namespace) {
        return api + "/namespaces/" + namespace + "/" + plural;
    }

    String addresses(String namespace) {
        return api + "/namespaces/" + namespace + "/" + ADDRESSES;
    }

    /** The field of a claim's status that names its address. */
    String statusField() {
        return this == IPCLAIM ? "address" : "addressRef";
    }

    Answer create(Wire wire, String namespace, String name) throws IOException {
        return checked(wire.send("POST", claims(namespace), JSON, claim.formatted(name)));
    }

    void delete(Wire wire, String namespace, String name) throws IOException {
        checked(wire.send("DELETE", claims(namespace) + "/" + name, JSON, ""));
    }

    /** All that a manager writes for one claim: finalizer, address, status. */
    void serve(Wire wire, String namespace, String poolUid, Answer created, String name, int number) throws IOException {
        var uid = field(created.body(), "uid");
        var at = claims(namespace) + "/" + name;
        var ip = ip(number);
        var addressName = addressName(number);
        checked(wire.send(
                "PATCH",
                at,
                MERGE,
                "{\"metadata\":{\"uid\":\"%s\",\"resourceVersion\":\"%s\",\"finalizers\":[\"%s\"]}}"
                        .formatted(uid, field(created.body(), "resourceVersion"), finalizer)));
        checked(wire.send(
                "POST",
                addresses(namespace),
                JSON,
                address.formatted(addressName, namespace, name, uid, poolUid, ip)));
        checked(wire.send(
                "PATCH",
                at + "/status",
                PATCH,
                "[%s,{\"op\":\"add\",\"path\":\"/status\",\"value\":%s}]"
                        .formatted(isOf(uid), status.formatted(addressName, namespace, ready(ip)))));
    }

    /** All that a manager writes when a claim is deleted: the address goes, then the finalizer. */
    void release(Wire wire, String namespace, String name, int number) throws IOException {
        var at = addresses(namespace) + "/" + addressName(number);
        var freed = checked(wire.send(
                "PATCH",
                at,
                PATCH,
                "[{\"op\":\"test\",\"path\":\"/metadata/finalizers\",\"value\":[\"%s\"]},{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]"
                        .formatted(addressFinalizer)));
        checked(wire.send(
                "DELETE",
                at,
                JSON,
                "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"Background\",\"preconditions\":{\"resourceVersion\":\"%s\"}}"
                        .formatted(field(freed.body(), "resourceVersion"))));
        checked(wire.send(
                "PATCH",
                claims(namespace) + "/" + name,
                PATCH,
                "[{\"op\":\"test\",\"path\":\"/metadata/finalizers/0\",\"value\":\"%s\"},{\"op\":\"remove\",\"path\":\"/metadata/finalizers/0\"}]"
                        .formatted(finalizer)));
    }

    private static String ready(String ip) {
        return """
            {"lastTransitionTime":"2026-01-01T00:00:00Z","message":"has %s","observedGeneration":1,"reason":"Ready",\
            "status":"True","type":"Ready"}"""
                .formatted(ip);
    }

    private static String ip(int number) {
        return "10.%d.%d.%d".formatted(number >> 16, (number >> 8) & 0xff, number & 0xff);
    }

    private static String addressName(int number) {
        return "pool-" + ip(number).replace('.', '-');
    }

    private static String isOf(String uid) {
        return "{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"" + uid + "\"}";
    }

    /** A field of the metadata of an object without owners: the first of that name. */
    static String field(String object, String name) {
        var key = "\"" + name + "\":\"";
        var start = object.indexOf(key) + key.length();
        return object.substring(start, object.indexOf('"', start));
    }

    static Answer checked(Answer answer) throws IOException {
        if (!answer.isSuccess()) {
            throw new IOException("the API server says " + answer.code() + ": " + answer.body());
        }
        return answer;
    }
}
