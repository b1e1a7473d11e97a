package io.metal3.ipam.capi;

import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metal3.ipam.address.AddressGuard;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.kube.WakeUps;
import java.util.List;

/** Hears of Cluster API's IPAddresses in deletion. */
@ControllerConfiguration(
        name = "ipaddress-capi",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
final class CapiIPAddressReconciler implements Reconciler<CapiIPAddress> {

    private final AddressGuard<CapiIPAddress> guard;
    private final WakeUps<CapiIPAddress> wakeUps;

    CapiIPAddressReconciler(AddressGuard<CapiIPAddress> guard, WakeUps<CapiIPAddress> wakeUps) {
        this.guard = guard;
        this.wakeUps = wakeUps;
    }

    @Override
    public List<EventSource<?, CapiIPAddress>> prepareEventSources(EventSourceContext<CapiIPAddress> context) {
        return List.of(wakeUps.over(context.getPrimaryCache()));
    }

    @Override
    public UpdateControl<CapiIPAddress> reconcile(CapiIPAddress address, Context<CapiIPAddress> context) {
        if (context.isPrimaryResourceDeleted()) {
            wakeUps.wakeSuccessor(address, another -> true);
        } else {
            guard.look(address);
        }
        return UpdateControl.noUpdate();
    }

    /** The same, where only the older version is served: the framework takes the version from the type. */
    @ControllerConfiguration(
            name = "ipaddress-capi-v1beta1",
            generationAwareEventProcessing = false,
            triggerReconcilerOnAllEvents = true,
            maxReconciliationInterval =
                    @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
    static final class V1Beta1 implements Reconciler<CapiIPAddress.V1Beta1> {

        private final AddressGuard<CapiIPAddress.V1Beta1> guard;
        private final WakeUps<CapiIPAddress.V1Beta1> wakeUps;

        V1Beta1(AddressGuard<CapiIPAddress.V1Beta1> guard, WakeUps<CapiIPAddress.V1Beta1> wakeUps) {
            this.guard = guard;
            this.wakeUps = wakeUps;
        }

        @Override
        public List<EventSource<?, CapiIPAddress.V1Beta1>> prepareEventSources(
                EventSourceContext<CapiIPAddress.V1Beta1> context) {
            return List.of(wakeUps.over(context.getPrimaryCache()));
        }

        @Override
        public UpdateControl<CapiIPAddress.V1Beta1> reconcile(
                CapiIPAddress.V1Beta1 address, Context<CapiIPAddress.V1Beta1> context) {
            if (context.isPrimaryResourceDeleted()) {
                wakeUps.wakeSuccessor(address, another -> true);
            } else {
                guard.look(address);
            }
            return UpdateControl.noUpdate();
        }
    }
}
