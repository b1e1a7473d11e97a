package io.metal3.ipam.claim;

import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.kube.WakeUps;
import java.util.List;

/** Hears of IPClaims. */
@ControllerConfiguration(
        name = "ipclaim",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
public final class IPClaimReconciler implements Reconciler<IPClaim> {

    private final ClaimLook<IPClaim> claims;
    private final WakeUps<IPClaim> wakeUps;

    public IPClaimReconciler(ClaimLook<IPClaim> claims, WakeUps<IPClaim> wakeUps) {
        this.claims = claims;
        this.wakeUps = wakeUps;
    }

    @Override
    public List<EventSource<?, IPClaim>> prepareEventSources(EventSourceContext<IPClaim> context) {
        return List.of(wakeUps.over(context.getPrimaryCache()));
    }

    @Override
    public UpdateControl<IPClaim> reconcile(IPClaim claim, Context<IPClaim> context) {
        return claims.look(claim, context);
    }
}
