package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.kube.JsonPatch;
import io.metal3.ipam.kube.LastReports;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.kube.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The requests about claim objects, which are the same for every kind. Each names the uid it means. Thread-safe; failures rise as
 * {@link KubernetesClientException}.
 *
 * @param <C> the kind of claim
 */
public final class ClaimRequests<C extends HasMetadata> {

    private final KubernetesClient client;
    private final Class<C> type;
    private final Writer<C> writer;

    public ClaimRequests(KubernetesClient client, Class<C> type) {
        this.client = client;
        this.type = type;
        this.writer = new Writer<>(client, type);
    }

    /**
     * Puts our finalizer, these annotations and these labels on the claim; fails when it has changed since it was read, but for our own
     * reports.
     *
     * @param last remembers them
     * @return the claim as it is then
     */
    public Claim hold(Claim claim, Map<String, String> annotations, Map<String, String> labels, LastReports<?> last) {
        var metadata = new HashMap<String, Object>();
        // With the version that was read: a list is replaced as a whole, and nobody else's finalizer may get lost.
        metadata.put("resourceVersion", last.version(claim.uid(), claim.resourceVersion()));
        metadata.put("uid", claim.uid());
        if (!claim.hasOurFinalizer()) {
            var finalizers = new ArrayList<>(claim.finalizers());
            finalizers.add(claim.finalizer());
            metadata.put("finalizers", finalizers);
        }
        if (!annotations.isEmpty()) {
            metadata.put("annotations", annotations);
        }
        if (!labels.isEmpty()) {
            metadata.put("labels", labels);
        }
        var written = writer.metadata(claim.key().namespace(), claim.key().name(), metadata);
        return claim.held(written.resourceVersion(), annotations, labels);
    }

    /** Takes our finalizer off the claim; no failure when the claim is gone. */
    public void letGo(Claim claim) {
        var path = "/metadata/finalizers/" + claim.finalizers().indexOf(claim.finalizer());
        var patch = JsonPatch.of(claim.uid()).test(path, claim.finalizer()).remove(path);
        try {
            writer.json(claim.key().namespace(), claim.key().name(), patch);
        } catch (KubernetesClientException e) {
            if (Refusal.of(e) != Refusal.NOT_FOUND) {
                throw e;
            }
        }
    }

    /**
     * Writes the status as a whole: what is not in it is gone. That a claim has its address is true whatever else has changed, but where
     * another manager may have chosen anew; anything else is said of the version that was looked at, and fails when there is a newer
     * one: that may have its address.
     *
     * @param last remembers it
     */
    public <S> void report(C object, S status, ClaimOutcome outcome, LastReports<S> last) {
        try {
            write(object, status, outcome, last);
        } catch (KubernetesClientException e) {
            var refusal = Refusal.of(e);
            if (refusal == Refusal.UNKNOWN || refusal == Refusal.CHANGED) {
                last.failed(object);
            }
            throw e;
        }
    }

    private <S> void write(C object, S status, ClaimOutcome outcome, LastReports<S> last) {
        var meta = object.getMetadata();
        if (!(outcome instanceof ClaimOutcome.Bound(var address, var only))) {
            var version = last.version(meta.getUid(), meta.getResourceVersion());
            last.writtenOnTopOf(object, status, writer.statusOfVersion(object, version, status));
        } else if (only != null) {
            last.written(status, writer.statusOfVersion(object, last.version(meta.getUid(), only), status));
        } else {
            last.written(status, writer.status(object, status));
        }
    }

    /**
     * What is to be written.
     *
     * @param fresh the status, where it says anything else than what is known of the object
     * @param known what that is
     */
    public <S> Optional<S> due(C object, Optional<S> fresh, @Nullable S known, ClaimOutcome outcome, LastReports<S> last) {
        return fresh.isPresent() || !outcome.isTold() || !last.isInDoubt(object) ? fresh : Optional.ofNullable(known);
    }

    /** The claim that the API server has under this name now: a fresh read, not the cache. */
    public Optional<C> current(ClaimKey claim) {
        return Optional.ofNullable(
                client.resources(type).inNamespace(claim.namespace()).withName(claim.name()).get());
    }
}
