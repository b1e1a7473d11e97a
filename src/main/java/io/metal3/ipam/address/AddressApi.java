package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.kube.JsonPatch;
import io.metal3.ipam.kube.Namespaces;
import io.metal3.ipam.kube.OwnerReferences;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.kube.ResourceVersion;
import io.metal3.ipam.kube.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests about address objects of one kind. Each one names the uid it means, so that none can hit an object that was deleted
 * and made again under the name. Thread-safe; failures rise as {@link KubernetesClientException}.
 *
 * @param <A> the kind of address object
 */
public final class AddressApi<A extends HasMetadata> implements AddressObjects<A> {

    private static final int MAX_TURNS = 5;

    private final KubernetesClient client;
    private final AddressKind<A> kind;
    private final Writer<A> writer;

    public AddressApi(KubernetesClient client, AddressKind<A> kind) {
        this.client = client;
        this.kind = kind;
        this.writer = new Writer<>(client, kind.type());
    }

    @Override
    public AddressKind<A> kind() {
        return kind;
    }

    /** A fresh read, as the allocator knows it. */
    public Optional<AddressObject> find(ObjectKey key) {
        return get(key).flatMap(kind::read);
    }

    /** Makes an object that says what an address is; what it is then, as the allocator knows it. */
    public AddressObject create(A object) {
        var written = writer.create(object);
        object.getMetadata().setUid(written.uid());
        object.getMetadata().setResourceVersion(written.resourceVersion());
        return kind.read(object).orElseThrow(() -> new IllegalArgumentException("not an address: " + object));
    }

    @Override
    public Optional<A> get(ObjectKey key) {
        return Optional.ofNullable(at(key).get());
    }

    @Override
    public Page<A> page(@Nullable String namespace, long size, @Nullable String from) {
        var options = new ListOptionsBuilder().withLimit(size).withContinue(from).build();
        var page = Namespaces.in(namespace, client.resources(kind.type())).list(options);
        var next = page.getMetadata() == null ? null : page.getMetadata().getContinue();
        return new Page<>(
                page.getItems(), ResourceVersion.of(page.getMetadata()), next == null || next.isEmpty() ? null : next);
    }

    /** Gives an object the finalizer and the owners it would have, had we made it. */
    public A adopt(A object, List<OwnerReference> owners) {
        var meta = object.getMetadata();
        var references = OwnerReferences.of(object);
        for (var owner : owners) {
            references = OwnerReferences.with(references, owner);
        }
        var finalizers = new ArrayList<>(finalizers(meta));
        // To one that is being deleted no finalizer may be added.
        if (!finalizers.contains(kind.finalizer()) && !object.isMarkedForDeletion()) {
            finalizers.add(kind.finalizer());
        }
        var change = new HashMap<String, Object>(metadataOf(meta));
        change.put("ownerReferences", references);
        change.put("finalizers", finalizers);
        return writer.metadataOf(meta.getNamespace(), meta.getName(), change);
    }

    /**
     * Ends an address of ours: takes our finalizer off, then deletes the object. Other people's finalizers stay, and keep it. It
     * is no failure when it is gone already.
     */
    public void release(AddressObject address) {
        release(address.key(), () -> takeFinalizerOff(address.key(), address.uid()));
    }

    /**
     * The same, unless it names another claim as its owner by now: then another manager has adopted it for that one, and may have told it.
     *
     * @param claimUid the claim that it was made for
     * @return what it is by now, if it is somebody else's
     */
    public Optional<AddressObject> releaseUnlessAdopted(AddressObject address, String claimUid) {
        var adopted = new AtomicReference<@Nullable AddressObject>();
        release(address.key(), () -> {
            var current = get(address.key()).filter(object -> address.uid().equals(object.getMetadata().getUid()));
            adopted.set(current.flatMap(kind::read)
                    .filter(now -> now.claimUid() != null && !now.claimUid().equals(claimUid))
                    .orElse(null));
            return adopted.get() == null ? current.map(this::withoutFinalizer) : Optional.empty();
        });
        return Optional.ofNullable(adopted.get());
    }

    /** Takes the finalizer off, which answers with the version of the object then if it is to go, and has exactly that version deleted. */
    private void release(ObjectKey key, Supplier<Optional<String>> takeFinalizerOff) {
        for (int turn = 1; !released(key, takeFinalizerOff, turn == MAX_TURNS); turn++) {}
    }

    /** False when somebody, such as the garbage collector, changed the object in between: then it is to be read again. */
    private boolean released(ObjectKey key, Supplier<Optional<String>> takeFinalizerOff, boolean lastTurn) {
        try {
            takeFinalizerOff.get().ifPresent(version -> writer.delete(key.namespace(), key.name(), version));
            return true;
        } catch (KubernetesClientException e) {
            return switch (Refusal.of(e)) {
                case NOT_FOUND -> true;
                case CHANGED -> {
                    if (lastTurn) {
                        throw e;
                    }
                    yield false;
                }
                case ALREADY_EXISTS, REFUSED, UNKNOWN -> throw e;
            };
        }
    }

    /**
     * Takes our finalizer off and leaves the rest to whoever is deleting the object.
     *
     * @return the version of the object without it; empty when the object is gone
     */
    private Optional<String> takeFinalizerOff(ObjectKey key, String uid) {
        try {
            var patch = JsonPatch.of(uid)
                    .test("/metadata/finalizers", List.of(kind.finalizer()))
                    .remove("/metadata/finalizers");
            return Optional.of(
                    writer.json(key.namespace(), key.name(), patch).resourceVersion());
        } catch (KubernetesClientException e) {
            if (Refusal.of(e) == Refusal.NOT_FOUND) {
                return Optional.empty();
            }
            if (!Refusal.isFailedTest(e)) {
                throw e;
            }
            return takeFinalizerOffAmongOthers(key, uid);
        }
    }

    @Override
    public void letGo(A object) {
        var unused = takeFinalizerOff(kind.key(object), object.getMetadata().getUid());
    }

    private Optional<String> takeFinalizerOffAmongOthers(ObjectKey key, String uid) {
        return get(key).filter(o -> uid.equals(o.getMetadata().getUid())).map(this::withoutFinalizer);
    }

    /** Takes our finalizer off an object that has not changed since it was read; its version then. */
    private String withoutFinalizer(A current) {
        var meta = current.getMetadata();
        var finalizers = finalizers(meta).stream()
                .filter(f -> !kind.finalizer().equals(f))
                .toList();
        if (finalizers.size() == finalizers(meta).size()) {
            return meta.getResourceVersion();
        }
        var change = new HashMap<String, Object>(metadataOf(meta));
        change.put("finalizers", finalizers);
        return writer.metadata(meta.getNamespace(), meta.getName(), change).resourceVersion();
    }

    private Resource<A> at(ObjectKey key) {
        return client.resources(kind.type()).inNamespace(key.namespace()).withName(key.name());
    }

    private static Map<String, Object> metadataOf(ObjectMeta meta) {
        return Map.of("uid", meta.getUid(), "resourceVersion", meta.getResourceVersion());
    }

    private static List<String> finalizers(ObjectMeta meta) {
        return meta.getFinalizers() == null ? List.of() : meta.getFinalizers();
    }
}
