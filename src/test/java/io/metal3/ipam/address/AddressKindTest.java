package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.Kinds;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.Clients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AddressKindTest {

    @Test
    void readsWhatAnObjectSays() {
        var read = IPAddresses.KIND.read(
                object("by-hand", "{\"address\": \"FD00::0:1\", \"claim\": {\"name\": \"a\"}, \"pool\": {\"name\": \"pool\"}}"));

        assertThat(read).hasValueSatisfying(address -> {
            assertThat(address.address()).isEqualTo(Address.parse("fd00::1"));
            assertThat(address.claim()).isEqualTo(new ClaimKey("IPClaim", "namespace", "a"));
            assertThat(address.pool()).isEqualTo(new PoolKey("namespace", "pool"));
            assertThat(AddressKind.hasClaim(address)).isTrue();
        });
    }

    /** The API server would refuse another of its name: so it must be known to be there. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"address\": \"10.0.0.one\", \"claim\": {\"name\": \"a\"}, \"pool\": {\"name\": \"pool\"}}",
                "{\"address\": \"172.16.0.1\", \"claim\": {\"name\": \"a\"}}",
                "{\"address\": \"172.16.0.1\", \"claim\": {\"name\": \"a\"}, \"pool\": {}}",
                "{\"pool\": {\"name\": \"pool\"}}",
            })
    void knowsABrokenObjectByItsName(String spec) {
        assertThat(IPAddresses.KIND.read(object("pool-10-0-0-1", spec))).hasValueSatisfying(known -> {
            assertThat(known.address()).isEqualTo(Address.parse("10.0.0.1"));
            assertThat(AddressKind.hasClaim(known)).isFalse();
            assertThat(known.pool().name()).isEmpty();
        });
        assertThat(IPAddresses.KIND.read(object("by-hand", spec))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"pool-10-0-0-1, 10.0.0.1", "pool-10-10-0-0-1, 10.0.0.1", "pool-fd00--1, fd00::1", "p-fd00--0, fd00::"})
    void readsTheNumberBehindAnyPrefix(String name, String address) {
        assertThat(IPAddresses.KIND.read(object(name, "null")))
                .hasValueSatisfying(known -> assertThat(known.address()).isEqualTo(Address.parse(address)));
    }

    @Test
    void countsANumberThatNobodyHoldsToItsPool() {
        var read = IPAddresses.KIND.read(object("by-hand", "{\"address\": \"10.0.0.1\", \"pool\": {\"name\": \"pool\"}}"));

        assertThat(read).hasValueSatisfying(address -> {
            assertThat(address.pool().name()).isEqualTo("pool");
            assertThat(AddressKind.hasClaim(address)).isFalse();
        });
    }

    private static IPAddress object(String name, String spec) {
        var object = Clients.serialization(Kinds.ALL).unmarshal("{\"kind\": \"IPAddress\", \"spec\": " + spec + "}", IPAddress.class);
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace("namespace")
                .withName(name)
                .withUid("uid")
                .build());
        return object;
    }
}
