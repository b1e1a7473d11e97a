package io.metal3.ipam.address;

import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.kube.WakeUps;
import java.util.List;

/** Hears of Metal3 IPAddresses in deletion and hands them to the {@link AddressGuard}. */
@ControllerConfiguration(
        name = "ipaddress",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
public final class IPAddressReconciler implements Reconciler<IPAddress> {

    private final AddressGuard<IPAddress> guard;
    private final WakeUps<IPAddress> wakeUps;

    public IPAddressReconciler(AddressGuard<IPAddress> guard, WakeUps<IPAddress> wakeUps) {
        this.guard = guard;
        this.wakeUps = wakeUps;
    }

    @Override
    public List<EventSource<?, IPAddress>> prepareEventSources(EventSourceContext<IPAddress> context) {
        return List.of(wakeUps.over(context.getPrimaryCache()));
    }

    @Override
    public UpdateControl<IPAddress> reconcile(IPAddress object, Context<IPAddress> context) {
        if (context.isPrimaryResourceDeleted()) {
            wakeUps.wakeSuccessor(object, another -> true);
        } else {
            guard.look(object);
        }
        return UpdateControl.noUpdate();
    }
}
