package io.metal3.ipam.capi;

import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.claim.ClaimLook;
import io.metal3.ipam.kube.WakeUps;
import java.util.List;

/** Hears of Cluster API's IPAddressClaims. */
@ControllerConfiguration(
        name = "ipaddressclaim",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
final class IPAddressClaimReconciler implements Reconciler<CapiIPAddressClaim> {

    private final ClaimLook<CapiIPAddressClaim> claims;
    private final WakeUps<CapiIPAddressClaim> wakeUps;

    IPAddressClaimReconciler(ClaimLook<CapiIPAddressClaim> claims, WakeUps<CapiIPAddressClaim> wakeUps) {
        this.claims = claims;
        this.wakeUps = wakeUps;
    }

    @Override
    public List<EventSource<?, CapiIPAddressClaim>> prepareEventSources(EventSourceContext<CapiIPAddressClaim> context) {
        return List.of(wakeUps.over(context.getPrimaryCache()));
    }

    @Override
    public UpdateControl<CapiIPAddressClaim> reconcile(CapiIPAddressClaim claim, Context<CapiIPAddressClaim> context) {
        return claims.look(claim, context);
    }

    /** The same, where only the older version is served: the framework takes the version from the type. */
    @ControllerConfiguration(
            name = "ipaddressclaim-v1beta1",
            generationAwareEventProcessing = false,
            triggerReconcilerOnAllEvents = true,
            maxReconciliationInterval =
                    @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
    static final class V1Beta1 implements Reconciler<CapiIPAddressClaim.V1Beta1> {

        private final ClaimLook<CapiIPAddressClaim.V1Beta1> claims;
        private final WakeUps<CapiIPAddressClaim.V1Beta1> wakeUps;

        V1Beta1(ClaimLook<CapiIPAddressClaim.V1Beta1> claims, WakeUps<CapiIPAddressClaim.V1Beta1> wakeUps) {
            this.claims = claims;
            this.wakeUps = wakeUps;
        }

        @Override
        public List<EventSource<?, CapiIPAddressClaim.V1Beta1>> prepareEventSources(
                EventSourceContext<CapiIPAddressClaim.V1Beta1> context) {
            return List.of(wakeUps.over(context.getPrimaryCache()));
        }

        @Override
        public UpdateControl<CapiIPAddressClaim.V1Beta1> reconcile(
                CapiIPAddressClaim.V1Beta1 claim, Context<CapiIPAddressClaim.V1Beta1> context) {
            return claims.look(claim, context);
        }
    }
}
