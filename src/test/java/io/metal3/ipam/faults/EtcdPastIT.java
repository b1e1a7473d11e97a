package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.anAddress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(SiteExtension.class)
class EtcdPastIT {

    private static final String FOREIGN = "example.com/in-use";

    private final TestNamespace namespace;
    private final Reader reader = new Reader(pool -> pool);
    private final Past past;

    EtcdPastIT(Site site, TestNamespace namespace) {
        this.namespace = namespace;
        past = new EtcdPast(site.plane().etcd().orElseThrow(), namespace.name(), reader);
    }

    @Test
    void knowsAClaimAsItWasBeforeAndAfterItWasDeleted() {
        IPClaim whole = namespace.create(aClaim("claim").withFinalizer(FOREIGN));
        namespace.delete(Kind.CLAIM, "claim");
        var inDeletion = namespace.claim("claim");

        assertThat(past.at(version(whole) - 1, Feed.IPCLAIM, "claim")).isEmpty();
        assertThat(past.at(version(whole), Feed.IPCLAIM, "claim")).contains(reader.read(whole));
        assertThat(past.at(version(inDeletion), Feed.IPCLAIM, "claim")).contains(reader.read(inDeletion));
        assertThat(reader.read(inDeletion).deleting()).isTrue();
    }

    @Test
    void knowsHowAClaimWasLastThatHasGone() {
        IPClaim first = namespace.create(aClaim("claim"));
        for (int i = 0; i < 5; i++) {
            namespace.annotate(Kind.CLAIM, "claim", "example.com/changed", String.valueOf(i));
        }
        namespace.patchStatus(Kind.CLAIM, "claim", "{\"status\": {\"address\": {\"name\": \"an-address\"}}}");
        var last = reader.read(namespace.claim("claim"));
        namespace.delete(Kind.CLAIM, "claim");
        IPClaim next = namespace.create(aClaim("claim"));

        assertThat(past.last(reader.read(first), version(first), version(next))).isEqualTo(last);
    }

    @Test
    void tellsTheKindsOfAddressesApart() {
        IPAddress address = namespace.create(anAddress("10.0.0.1"));

        assertThat(past.at(version(address), Feed.IPADDRESS, "by-hand-10-0-0-1")).contains(reader.read(address));
        assertThat(past.at(version(address), Feed.CAPI_ADDRESS, "by-hand-10-0-0-1")).isEmpty();
    }

    @Test
    void saysThatItDoesNotKnowTheFuture() {
        assertThatThrownBy(() -> past.at(Long.MAX_VALUE, Feed.IPCLAIM, "claim"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("future");
    }

    private static long version(HasMetadata object) {
        return Long.parseLong(object.getMetadata().getResourceVersion());
    }
}
