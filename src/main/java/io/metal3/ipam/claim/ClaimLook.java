package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What a reconciler of claims does with an object, whatever its kind: hands it to the {@link ClaimProcessor} and tells the framework
 * when to come back. The framework adds no finalizer and writes nothing: its own-event filter of 5.3 may lose a change that
 * somebody else makes at the same time. Thread-safe.
 *
 * @param <C> the kind of claim
 */
public final class ClaimLook<C extends HasMetadata> {

    private final ClaimProcessor<C> processor;
    private final Predicate<C> isOurs;
    private final Consumer<C> begun;
    private final BiConsumer<C, ClaimOutcome> looked;
    private final Consumer<C> gone;
    private final Departures<C> departures;

    /**
     * Wires the look; it keeps no state of its own.
     *
     * @param isOurs whether a claim asks us; one that does not may have the name of one that did
     * @param begun hears of each look before it
     * @param looked hears of each look, with the claim as it was before
     * @param gone hears of a claim that is not there any more, or of the one that has its name now
     * @param departures who is gone; what the framework shows as gone may be a later one of its name, which lives
     */
    ClaimLook(
            ClaimProcessor<C> processor,
            Predicate<C> isOurs,
            Consumer<C> begun,
            BiConsumer<C, ClaimOutcome> looked,
            Consumer<C> gone,
            Departures<C> departures) {
        this.processor = processor;
        this.isOurs = isOurs;
        this.begun = begun;
        this.departures = departures;
        this.looked = looked;
        this.gone = gone;
    }

    public UpdateControl<C> look(C claim, Context<C> context) {
        begun.accept(claim);
        departures.seeTo(claim, processor::gone);
        if (context.isPrimaryResourceDeleted() || !isOurs.test(claim)) {
            gone.accept(claim);
            return UpdateControl.noUpdate();
        }
        ClaimOutcome outcome;
        try {
            outcome = processor.process(claim);
        } catch (KubernetesClientException e) {
            return UpdateControl.<C>noUpdate().rescheduleAfter(processor.failed(claim, e));
        }
        looked.accept(claim, outcome);
        return switch (outcome) {
            case ClaimOutcome.Outdated outdated -> UpdateControl.<C>noUpdate().rescheduleAfter(processor.outdated(claim));
            case ClaimOutcome.Resting(var rest) -> UpdateControl.<C>noUpdate().rescheduleAfter(rest);
            case ClaimOutcome.Refused refused -> UpdateControl.<C>noUpdate().rescheduleAfter(refused.tryAgainAfter());
            case ClaimOutcome settled -> UpdateControl.noUpdate();
        };
    }
}
