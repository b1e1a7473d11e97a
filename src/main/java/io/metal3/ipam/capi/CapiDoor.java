package io.metal3.ipam.capi;

import io.javaoperatorsdk.operator.Operator;
import io.metal3.ipam.address.AddressApi;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.claim.ClaimRequests;
import io.metal3.ipam.claim.FrontDoor;
import io.metal3.ipam.claim.Surroundings;
import io.metal3.ipam.kube.Gate;
import io.metal3.ipam.kube.Operators;
import java.util.function.Supplier;

/** Cluster API's kinds in one served version: their operator, behind a gate of its own, and what it does. */
final class CapiDoor implements AutoCloseable {

    private final FrontDoor<?, ?> door;
    private final Operator operator;
    private final Gate gate;

    private CapiDoor(FrontDoor<?, ?> door, Operator operator, Gate gate) {
        this.door = door;
        this.operator = operator;
        this.gate = gate;
    }

    /**
     * Makes a door; it is closed yet.
     *
     * @param version one of those that {@link CapiFrontDoor} knows
     * @param broken is run when a watch cannot go on
     */
    static CapiDoor of(String version, Operators operators, Surroundings surroundings, Runnable broken) {
        var gate = new Gate(operators.workers());
        var operator = operators.behind(gate, (informer, failure) -> {
            if (failure != null) {
                broken.run();
            }
        });
        FrontDoor<?, ?> door;
        if (version.equals(CapiFrontDoor.CURRENT)) {
            var current = door(
                    operators,
                    CapiIPAddressClaim.class,
                    CapiIPAddressClaim::new,
                    CapiIPAddress.class,
                    CapiIPAddress::new,
                    surroundings);
            operator.register(
                    new IPAddressClaimReconciler(current.claimLook(), current.claimWakeUps()),
                    c -> current.configureClaims(operators.selected(c)));
            operator.register(
                    new CapiIPAddressReconciler(current.addressGuard(), current.addressWakeUps()),
                    c -> current.configureAddresses(operators.common(c)));
            door = current;
        } else {
            var older = door(
                    operators,
                    CapiIPAddressClaim.V1Beta1.class,
                    CapiIPAddressClaim.V1Beta1::new,
                    CapiIPAddress.V1Beta1.class,
                    CapiIPAddress.V1Beta1::new,
                    surroundings);
            operator.register(
                    new IPAddressClaimReconciler.V1Beta1(older.claimLook(), older.claimWakeUps()),
                    c -> older.configureClaims(operators.selected(c)));
            operator.register(
                    new CapiIPAddressReconciler.V1Beta1(older.addressGuard(), older.addressWakeUps()),
                    c -> older.configureAddresses(operators.common(c)));
            door = older;
        }
        return new CapiDoor(door, operator, gate);
    }

    private static <C extends CapiIPAddressClaim, A extends CapiIPAddress> FrontDoor<C, A> door(
            Operators operators,
            Class<C> claim,
            Supplier<C> newClaim,
            Class<A> address,
            Supplier<A> newAddress,
            Surroundings surroundings) {
        var requests = new ClaimRequests<>(operators.client(), claim, operators.namespace());
        var addresses = new AddressApi<>(operators.client(), CapiAddresses.kind(address, newAddress));
        var api = new IPAddressClaimApi<>(
                requests, newClaim, addresses, new IPAddressClaimStatusRenderer(surroundings.clock()));
        return new FrontDoor<>(api, addresses, surroundings);
    }

    FrontDoor<?, ?> door() {
        return door;
    }

    /** Returns when all there is has been listed. */
    void list() {
        Operators.start(operator);
    }

    /** Begins to serve. */
    void open() {
        gate.open();
    }

    @Override
    public void close() {
        gate.closeUnlessOpen();
        operator.stop();
        gate.shutdownNow();
    }
}
