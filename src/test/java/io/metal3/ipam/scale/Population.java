package io.metal3.ipam.scale;

import io.metal3.ipam.ip.Address;
import java.time.Instant;
import java.util.UUID;

/**
 * A pool, so many claims that have their address, those addresses, and one claim that has none yet: as an API server tells them, with
 * all that it puts in beside what anybody wrote.
 *
 * @param addresses how many addresses are held
 * @param claims how many of their claims are told of; the others' addresses were made by hand, so to say
 */
record Population(int addresses, int claims) {

    static final String NAMESPACE = "metal3";
    static final String POOL_UID = "0b8e9f4c-2f5d-4c43-9d0f-5a3f5c1f7a11";
    static final String NEWCOMER = "newcomer";

    private static final Address FIRST = Address.parse("10.0.0.10");
    private static final String TIME = "2026-11-22T10:00:00Z";

    String pool() {
        return """
                {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPPool","metadata":{"name":"provisioning","namespace":"metal3",\
                "uid":"%s","resourceVersion":"1","generation":1,"creationTimestamp":"%s",\
                "finalizers":["ippool.ipam.metal3.io"],"labels":{"cluster.x-k8s.io/provider":"ipam-metal3"}},\
                "spec":{"namePrefix":"provisioning","pools":[{"start":"10.0.0.10","end":"10.255.255.254"}],"prefix":8,\
                "gateway":"10.0.0.1"},"status":{"lastUpdated":"%s"}}""".formatted(POOL_UID, TIME, TIME);
    }

    /** The one that has no address. */
    String newcomer() {
        return """
                {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPClaim","metadata":{"name":"%s","namespace":"metal3",\
                "uid":"%s","resourceVersion":"3","generation":1,"creationTimestamp":"%s"},\
                "spec":{"pool":{"name":"provisioning"}}}""".formatted(NEWCOMER, uid("newcomer", 0), TIME);
    }

    String claim(int i) {
        return """
                {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPClaim","metadata":{"name":"%s","namespace":"metal3","uid":"%s",\
                "resourceVersion":"%d","generation":1,"creationTimestamp":"%s",\
                "annotations":{"ipam.metal3.io/allocated-address":"%s","ipam.metal3.io/allocated-for":"%2$s"},"finalizers":["ipclaim.ipam.metal3.io"],\
                "ownerReferences":[{"apiVersion":"infrastructure.cluster.x-k8s.io/v1beta1","kind":"Metal3Data","name":"%1$s",\
                "uid":"%s","controller":true,"blockOwnerDeletion":true}],\
                "managedFields":[{"manager":"manager","operation":"Update","apiVersion":"ipam.metal3.io/v1alpha1","time":"%4$s",\
                "fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:ipam.metal3.io/allocated-address":{}},\
                "f:finalizers":{".":{},"v:\\"ipclaim.ipam.metal3.io\\"":{}}},"f:spec":{".":{},"f:pool":{}}}},{"manager":"java",\
                "operation":"Update","apiVersion":"ipam.metal3.io/v1alpha1","time":"%4$s","fieldsType":"FieldsV1","fieldsV1":\
                {"f:status":{".":{},"f:address":{},"f:conditions":{}}},"subresource":"status"}]},\
                "spec":{"pool":{"name":"provisioning"}},"status":{"address":{"name":"%s","namespace":"metal3"},"conditions":[\
                {"type":"Ready","status":"True","reason":"Ready","message":"has %5$s","observedGeneration":1,\
                "lastTransitionTime":"%8$s"}]}}\
                """
                .formatted(claimName(i), uid("claim", i), 100 + i, TIME, number(i), uid("owner", i), addressName(i), time(i));
    }

    String address(int i) {
        return """
                {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPAddress","metadata":{"name":"%s","namespace":"metal3","uid":"%s",\
                "resourceVersion":"%d","generation":1,"creationTimestamp":"%s","finalizers":["ipaddress.ipam.metal3.io"],\
                "ownerReferences":[{"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPPool","name":"provisioning","uid":"%s"},\
                {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPClaim","name":"%s","uid":"%s"}],\
                "managedFields":[{"manager":"java","operation":"Update","apiVersion":"ipam.metal3.io/v1alpha1","time":"%4$s",\
                "fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:finalizers":{".":{},"v:\\"ipaddress.ipam.metal3.io\\"":{}},\
                "f:ownerReferences":{".":{},"k:{\\"uid\\":\\"%5$s\\"}":{},"k:{\\"uid\\":\\"%7$s\\"}":{}}},"f:spec":{".":{},\
                "f:address":{},"f:claim":{},"f:gateway":{},"f:pool":{},"f:prefix":{}}}}]},\
                "spec":{"address":"%8$s","claim":{"name":"%6$s","namespace":"metal3"},"gateway":"10.0.0.1",\
                "pool":{"name":"provisioning","namespace":"metal3"},"prefix":8}}"""
                .formatted(
                        addressName(i), uid("address", i), 100 + i, TIME, POOL_UID, claimName(i), uid("claim", i), number(i));
    }

    /** A dozen are served each second. */
    private static Instant time(int i) {
        return Instant.parse(TIME).plusSeconds(i / 12);
    }

    private static Address number(int i) {
        return FIRST.plus(0, i);
    }

    private static String addressName(int i) {
        return "provisioning-" + number(i).dashed();
    }

    private static String claimName(int i) {
        return "workers-" + i + "-provisioning";
    }

    private static UUID uid(String what, int i) {
        return new UUID(what.hashCode() * 0x9e3779b97f4a7c15L, (i + 1) * 0x9e3779b97f4a7c15L);
    }
}
