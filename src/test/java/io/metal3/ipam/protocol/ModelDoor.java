package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.metal3.ipam.address.AddressKind;
import io.metal3.ipam.claim.FrontDoor;
import io.metal3.ipam.claim.Surroundings;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One kind of claim with its kind of address, as one process sees them. */
final class ModelDoor {

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    private static final Context<ModelClaim> IS_THERE = context(false);
    private static final Context<ModelClaim> IS_GONE = context(true);

    private final FrontDoor<ModelClaim, ModelAddress> front;
    private final Watched<ModelClaim> claims;
    private final Watched<ModelAddress> addresses;
    private final Agenda agenda;
    private final Clock clock;

    /**
     * A door that nobody has come to.
     *
     * @param onItsWay what happens while the answer to a list of its addresses is on its way
     */
    ModelDoor(
            int index, ModelServer server, Wire wire, Story story, Agenda agenda, Surroundings surroundings, Runnable onItsWay) {
        this.agenda = agenda;
        clock = surroundings.clock();
        var kind = new AddressKind<ModelAddress>(
                ModelAddress.class,
                ModelAddress::new,
                ModelServer.ADDRESS_KINDS.get(index),
                ModelServer.CLAIM_KINDS.get(index),
                ModelAddress.FINALIZER,
                ModelAddress::read);
        front = new FrontDoor<>(
                new ClaimRequestsInSmall(index, server, wire),
                new AddressRequestsInSmall(index, kind, server, wire, story, onItsWay),
                surroundings);
        claims = new Watched<>(
                agenda, name -> new Agenda.Look(true, index, name), front::configureClaims, front.claimWakeUps());
        addresses = new Watched<>(
                agenda, name -> new Agenda.Look(false, index, name), front::configureAddresses, front.addressWakeUps());
    }

    FrontDoor<ModelClaim, ModelAddress> front() {
        return front;
    }

    Watched<ModelClaim> claims() {
        return claims;
    }

    Watched<ModelAddress> addresses() {
        return addresses;
    }

    /** As the framework does it; a failure that rises up to it has it look again. */
    void look(Agenda.Look look, @Nullable HasMetadata last) {
        try {
            if (look.atAClaim()) {
                lookAtClaim(look, (ModelClaim) last);
            } else if (last == null) {
                var address = addresses.get(look.name());
                if (address != null) {
                    front.addressGuard().look(address);
                }
            }
        } catch (KubernetesClientException e) {
            var later = clock.instant().plus(AFTER_A_FAILURE);
            if (last != null) {
                agenda.addFirst(look, last, later);
            } else {
                agenda.add(look, later);
            }
        }
    }

    private void lookAtClaim(Agenda.Look look, @Nullable ModelClaim last) {
        var now = claims.get(look.name());
        // The framework shows what has the name now instead of what is gone.
        var claim = now != null ? now : last;
        if (claim != null) {
            front.claimLook()
                    .look(claim, last != null ? IS_GONE : IS_THERE)
                    .getScheduleDelay()
                    .ifPresent(delay -> agenda.add(look, clock.instant().plusMillis(delay)));
        }
    }

    @SuppressWarnings("unchecked")
    private static Context<ModelClaim> context(boolean isGone) {
        return (Context<ModelClaim>) Proxy.newProxyInstance(
                ModelDoor.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isPrimaryResourceDeleted")) {
                        return isGone;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
