package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.kube.JsonPatch;
import io.metal3.ipam.kube.LastReports;
import io.metal3.ipam.kube.Namespaces;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.kube.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
    private final @Nullable String namespace;
    private final Writer<C> writer;

    /**
     * Requests about one kind.
     *
     * @param namespace the only one that claims are watched in; null where it is every one
     */
    public ClaimRequests(KubernetesClient client, Class<C> type, @Nullable String namespace) {
        this.client = client;
        this.type = type;
        this.namespace = namespace;
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
     * Writes the status as a whole, what is not in it is gone: where it has something new to tell, or where nobody knows whether the
     * last report of it has arrived.
     *
     * @param shown the status of the object as it was read
     * @param last remembers what was written
     * @param fresh of the status that the object has as far as is known, the one that it should have; empty when it is that already
     * @return whether it was written
     */
    public <S> boolean report(
            C object, @Nullable S shown, ClaimOutcome outcome, LastReports<S> last, Function<@Nullable S, Optional<S>> fresh) {
        var known = last.current(object, shown);
        var due = fresh.apply(known);
        if (due.isEmpty() && outcome.isTold() && last.isInDoubt(object)) {
            due = Optional.ofNullable(known);
        }
        due.ifPresent(status -> write(object, status, outcome, last));
        return due.isPresent();
    }

    private <S> void write(C object, S status, ClaimOutcome outcome, LastReports<S> last) {
        var meta = object.getMetadata();
        var only = outcome.versionToTell(meta.getResourceVersion());
        try {
            var answer = only == null
                    ? writer.status(object, status)
                    : writer.statusOfVersion(object, last.version(meta.getUid(), only), status);
            if (outcome instanceof ClaimOutcome.Bound) {
                last.written(status, answer);
            } else {
                last.writtenOnTopOf(object, status, answer);
            }
        } catch (KubernetesClientException e) {
            var refusal = Refusal.of(e);
            if (refusal == Refusal.UNKNOWN || refusal == Refusal.CHANGED) {
                last.failed(object);
            }
            throw e;
        }
    }

    /** Whether there is any claim where they are watched: a fresh read. */
    public boolean isAny() {
        return Namespaces.haveAny(namespace, client, type);
    }

    /** The claim that the API server has under this name now: a fresh read, not the cache. */
    public Optional<C> current(ClaimKey claim) {
        return Optional.ofNullable(
                client.resources(type).inNamespace(claim.namespace()).withName(claim.name()).get());
    }
}
