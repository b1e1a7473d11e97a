package io.metal3.ipam.it;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.OwnerReferences;
import io.metal3.ipam.testing.CapiAddressBuilder;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.PoolBuilder;
import io.metal3.ipam.testing.TestNamespace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.testing.Builders.aCapiAddress;
import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aCluster;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CAPI_ADDRESS;
import static io.metal3.ipam.testing.Kind.CAPI_CLAIM;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A restore brings the objects back one kind after the other, in whatever order, without status, while the manager looks on; and
 * after each kind it has the time to do all that it would do. At the end every claim has the number it had, and every address is
 * owned by the pool and the claim that there are now.
 */
@ExtendWith(ManagerExtension.class)
class RestoreIT {

    private static final String ANOTHER_LIFE = "5f0c5c8e-0000-4000-8000-000000000000";

    enum Piece {
        POOL,
        CLAIMS,
        ADDRESSES,
        CLUSTER
    }

    private final TestNamespace namespace;

    RestoreIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    static Stream<List<Piece>> orders() {
        return Stream.concat(
                permutations(List.of(Piece.POOL, Piece.CLAIMS, Piece.ADDRESSES)).stream(),
                permutations(Arrays.asList(Piece.values())).stream());
    }

    @ParameterizedTest
    @MethodSource("orders")
    void everyClaimHasItsAddressAgain(List<Piece> order) {
        var withCluster = order.contains(Piece.CLUSTER);
        // One that says nowhere which number it had can only be known by its address, while something else is still missing.
        var knownByTheirAddress = order.getLast() != Piece.ADDRESSES;

        for (var piece : order) {
            switch (piece) {
                case POOL -> namespace.create(withCluster ? pool().cluster("cluster1") : pool());
                case CLUSTER -> namespace.create(aCluster("cluster1"));
                case CLAIMS -> createClaims(knownByTheirAddress);
                case ADDRESSES -> createAddresses(knownByTheirAddress);
            }
            namespace.settle();
        }

        eventually(() -> {
            if (knownByTheirAddress) {
                assertIsBack(CLAIM, "known", ADDRESS, "pool-10-0-0-20");
                assertIsBack(CAPI_CLAIM, "known", CAPI_ADDRESS, "pool-10-0-0-30");
            }
            assertIsBack(CLAIM, "remembers", ADDRESS, "pool-10-0-0-21");
            assertIsBack(CAPI_CLAIM, "remembers", CAPI_ADDRESS, "pool-10-0-0-31");
            assertIsBack(CLAIM, "alone", ADDRESS, "pool-10-0-0-22");
            assertIsBack(CAPI_CLAIM, "alone", CAPI_ADDRESS, "pool-10-0-0-32");
        });
        assertThat(namesOf(ADDRESS)).hasSize(knownByTheirAddress ? 3 : 2);
        assertThat(namesOf(CAPI_ADDRESS)).hasSize(knownByTheirAddress ? 3 : 2);
    }

    private static PoolBuilder pool() {
        return aPool().range("10.0.0.10", "10.0.0.99");
    }

    private void createClaims(boolean knownByTheirAddress) {
        if (knownByTheirAddress) {
            namespace.create(aClaim("known").withOurFinalizer());
            namespace.create(aCapiClaim("known").withFinalizer(MetadataKeys.CAPI_CLAIM_FINALIZER));
        }
        namespace.create(aClaim("remembers").remembering("10.0.0.21"));
        namespace.create(aCapiClaim("remembers").remembering("10.0.0.31"));
        namespace.create(aClaim("alone").remembering("10.0.0.22"));
        namespace.create(aCapiClaim("alone").remembering("10.0.0.32"));
    }

    /** Whoever remembers may have made it again already: then a restore leaves what it finds. */
    private void createAddresses(boolean knownByTheirAddress) {
        if (knownByTheirAddress) {
            createAddress("known", "10.0.0.20");
            namespace.createIfMissing(capiAddress("known", "10.0.0.30"));
        }
        createAddress("remembers", "10.0.0.21");
        namespace.createIfMissing(capiAddress("remembers", "10.0.0.31"));
    }

    private void createAddress(String claim, String number) {
        var address = anAddress(number)
                .named("pool-" + number.replace('.', '-'))
                .heldBy(claim)
                .withOurFinalizer();
        namespace.find(CLAIM, claim)
                .ifPresent(owner -> address.ownedBy(owner).ownedBy(pool().in(namespace.name()), ANOTHER_LIFE));
        namespace.createIfMissing(address);
    }

    /** Owned, if its claim has come back before it. */
    private CapiAddressBuilder capiAddress(String claim, String number) {
        var address = aCapiAddress(number).heldBy(claim);
        namespace.find(CAPI_CLAIM, claim)
                .ifPresent(owner -> address.ownedBy(owner).ownedBy(pool().in(namespace.name()), ANOTHER_LIFE));
        return address;
    }

    private void assertIsBack(
            Kind<? extends HasMetadata> claimKind, String name, Kind<? extends HasMetadata> addressKind, String address) {
        var claim = namespace.get(claimKind, name);
        var object = namespace.get(addressKind, address);
        assertThat(boundTo(claim)).as("the address of %s", name).isEqualTo(address);
        assertThat(object.isMarkedForDeletion()).isFalse();
        assertThat(OwnerReferences.of(object).stream().map(OwnerReference::getUid))
                .as("owners of %s", address)
                .containsExactlyInAnyOrder(
                        claim.getMetadata().getUid(), namespace.pool().getMetadata().getUid());
    }

    private static @Nullable String boundTo(HasMetadata claim) {
        if (claim instanceof CapiIPAddressClaim capi) {
            var status = capi.getStatus();
            var reference = status == null ? null : status.addressRef();
            return reference == null ? null : reference.name();
        }
        var status = ((IPClaim) claim).getStatus();
        var reference = status == null ? null : status.address();
        return reference == null ? null : reference.getName();
    }

    private List<String> namesOf(Kind<? extends HasMetadata> kind) {
        return namespace.list(kind).stream()
                .filter(object -> !(object instanceof IPAddress own) || isOfThePool(own))
                .map(object -> object.getMetadata().getName())
                .toList();
    }

    /** And not of the one that {@link TestNamespace#settle} asks. */
    private static boolean isOfThePool(IPAddress address) {
        return address.getMetadata().getName().startsWith("pool-");
    }

    private static List<List<Piece>> permutations(List<Piece> pieces) {
        if (pieces.isEmpty()) {
            return List.of(List.of());
        }
        var result = new ArrayList<List<Piece>>();
        for (var first : pieces) {
            var others = pieces.stream().filter(piece -> piece != first).toList();
            for (var rest : permutations(others)) {
                result.add(Stream.concat(Stream.of(first), rest.stream()).toList());
            }
        }
        return result;
    }
}
