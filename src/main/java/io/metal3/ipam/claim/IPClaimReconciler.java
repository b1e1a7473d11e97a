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
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hears of IPClaims and hands them to the {@link ClaimProcessor}. It has the framework add no finalizer and write nothing: its
 * own-event filter of 5.3 may lose a change that somebody else makes at the same time.
 */
@ControllerConfiguration(
        name = "ipclaim",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
public final class IPClaimReconciler implements Reconciler<IPClaim> {

    private static final Duration IN_A_MOMENT = Duration.ofMillis(100);

    private final ClaimProcessor<IPClaim> processor;
    private final WakeUps<IPClaim> wakeUps;
    private final Consumer<IPClaim> gone;

    /**
     * Wires the reconciler; it keeps no state of its own.
     *
     * @param gone hears of a claim that is not there any more
     */
    public IPClaimReconciler(ClaimProcessor<IPClaim> processor, WakeUps<IPClaim> wakeUps, Consumer<IPClaim> gone) {
        this.processor = processor;
        this.wakeUps = wakeUps;
        this.gone = gone;
    }

    @Override
    public List<EventSource<?, IPClaim>> prepareEventSources(EventSourceContext<IPClaim> context) {
        return List.of(wakeUps.over(context.getPrimaryCache()));
    }

    @Override
    public UpdateControl<IPClaim> reconcile(IPClaim claim, Context<IPClaim> context) {
        if (context.isPrimaryResourceDeleted()) {
            processor.gone(claim);
            gone.accept(claim);
            return UpdateControl.noUpdate();
        }
        return switch (processor.process(claim)) {
            case ClaimOutcome.Outdated outdated -> UpdateControl.<IPClaim>noUpdate().rescheduleAfter(IN_A_MOMENT);
            case ClaimOutcome.Refused refused -> UpdateControl.<IPClaim>noUpdate().rescheduleAfter(refused.tryAgainAfter());
            case ClaimOutcome settled -> UpdateControl.noUpdate();
        };
    }
}
