package io.metal3.ipam.address;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.kube.WakeUps;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an IPAddress in deletion go once nobody needs it: its claim is gone. As long as the claim lives the object stays, however
 * often it is deleted, and with it the number. An IPAddress that nobody deletes is never touched here, claim or no claim: it may
 * be hand-made, or on its way in a move.
 */
@ControllerConfiguration(
        name = "ipaddress",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
public final class IPAddressReconciler implements Reconciler<IPAddress> {

    private static final Logger LOGGER = LoggerFactory.getLogger(IPAddressReconciler.class);

    private final KubernetesClient client;
    private final IPAddressApi api;
    private final WakeUps<IPAddress> wakeUps;
    private final WakeUps<IPClaim> claims;
    private final Predicate<AddressObject> isHeld;

    /**
     * Wires the reconciler; it keeps no state of its own.
     *
     * @param isHeld whether Cluster API wants everything around this address left alone
     */
    public IPAddressReconciler(
            KubernetesClient client,
            WakeUps<IPAddress> wakeUps,
            WakeUps<IPClaim> claims,
            Predicate<AddressObject> isHeld) {
        this.client = client;
        this.api = new IPAddressApi(client);
        this.wakeUps = wakeUps;
        this.claims = claims;
        this.isHeld = isHeld;
    }

    @Override
    public List<EventSource<?, IPAddress>> prepareEventSources(EventSourceContext<IPAddress> context) {
        return List.of(wakeUps.over(context.getPrimaryCache()));
    }

    @Override
    public UpdateControl<IPAddress> reconcile(IPAddress object, Context<IPAddress> context) {
        if (!context.isPrimaryResourceDeleted() && isOursToEnd(object)) {
            AddressObjects.read(object).filter(a -> !isNeeded(a)).ifPresent(address -> {
                LOGGER.info("Letting IPAddress {}/{} go: its claim is gone", address.key().namespace(), address.key().name());
                api.takeFinalizerOff(address);
            });
        }
        return UpdateControl.noUpdate();
    }

    /** Whether an object calls for a look at all: an addition or a change to anything else is the allocator's business only. */
    public static boolean isOursToEnd(IPAddress object) {
        return object.isMarkedForDeletion()
                && object.hasFinalizer(MetadataKeys.ADDRESS_FINALIZER)
                && !ClusterApi.isBeingMoved(object);
    }

    private boolean isNeeded(AddressObject address) {
        var claim = address.claim();
        return claims.find(claim.namespace(), claim.name()).isPresent()
                || isHeld.test(address)
                // The watch of claims may lag behind that of addresses: the API server has the last word.
                || client.resources(IPClaim.class)
                                .inNamespace(claim.namespace())
                                .withName(claim.name())
                                .get()
                        != null;
    }
}
