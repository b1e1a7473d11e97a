package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.Arrivals;
import io.metal3.ipam.kube.JsonPatch;
import io.metal3.ipam.webhook.Admission;
import io.metal3.ipam.webhook.FieldError;
import io.metal3.ipam.webhook.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an IPClaim must be, and our finalizer on a new one, which saves the write that would put it there. The pool need not exist: in
 * a move, and in a file with both, either may come first.
 */
public final class IPClaimAdmission implements Admission<IPClaim> {

    private final Newcomers newcomers;
    private final Predicate<HasMetadata> serves;

    /**
     * Admission to this door.
     *
     * @param serves whether this process serves the object now
     */
    public IPClaimAdmission(FrontDoor<IPClaim, ?> door, Predicate<HasMetadata> serves) {
        this(door.newcomers(), serves);
    }

    IPClaimAdmission(Newcomers newcomers, Predicate<HasMetadata> serves) {
        this.newcomers = newcomers;
        this.serves = serves;
    }

    @Override
    public Class<IPClaim> type() {
        return IPClaim.class;
    }

    /**
     * The finalizer is what tells a claim of a move or a restore, whose address must be looked for, from a new one. So only who serves
     * the claim gives it, and remembers having done so; from anybody else the claim gets it with its address. The remembered address
     * is believed beside the finalizer only: a claim that has the one and not the other is a copy, made by hand, and must not have
     * both.
     */
    @Override
    public Optional<JsonPatch> defaults(IPClaim created, boolean dryRun) {
        var meta = created.getMetadata();
        if (created.hasFinalizer(MetadataKeys.CLAIM_FINALIZER)) {
            newcomers.arrives(meta.getNamespace(), meta.getName());
            return Optional.empty();
        }
        // A name that the API server is yet to generate is not known here.
        if (meta.getName().isEmpty()
                || Arrivals.isEnding(created)
                || annotations(created).containsKey(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION)
                || !serves.test(created)) {
            return Optional.empty();
        }
        if (!dryRun) {
            newcomers.marked(meta.getNamespace(), meta.getName());
        }
        var finalizers = new ArrayList<>(Objects.requireNonNullElse(meta.getFinalizers(), List.<String>of()));
        finalizers.add(MetadataKeys.CLAIM_FINALIZER);
        return Optional.of(JsonPatch.ofNew().set("/metadata/finalizers", finalizers));
    }

    @Override
    public Verdict validateCreate(IPClaim created) {
        var pool = pool(created);
        var warnings = warnings(created, pool);
        if (!name(pool).isEmpty()) {
            return new Verdict(List.of(), warnings);
        }
        var fault = new FieldError("spec.pool.name", "is empty; name an IPPool of this namespace");
        if (!Arrivals.arrives(created, MetadataKeys.CLAIM_FINALIZER)) {
            return new Verdict(List.of(fault), warnings);
        }
        warnings.add(fault + " (was so before; let in)");
        return new Verdict(List.of(), warnings);
    }

    @Override
    public Verdict validateUpdate(IPClaim before, IPClaim now) {
        var errors = new ArrayList<FieldError>();
        if (!Objects.equals(before.getSpec(), now.getSpec())
                && !name(pool(before)).isEmpty()
                && !name(pool(before)).equals(name(pool(now)))
                && !Arrivals.isEnding(now)) {
            errors.add(new FieldError("spec.pool.name", "cannot be changed; delete the claim and make another"));
        }
        var warnings = new ArrayList<String>();
        var requested = requested(now);
        if (!Objects.equals(requested, requested(before))) {
            warnings.addAll(warnings(now, null));
            if (requested != null && now.getStatus() != null && now.getStatus().address() != null) {
                warnings.add(annotation() + ": the claim has its address and keeps it; delete the claim and make another");
            }
        }
        return new Verdict(errors, warnings);
    }

    private static List<String> warnings(IPClaim claim, @Nullable ObjectReference pool) {
        var result = new ArrayList<String>();
        var namespace = claim.getMetadata().getNamespace();
        var other = pool == null ? null : pool.getNamespace();
        if (other != null && !other.isEmpty() && !other.equals(namespace)) {
            result.add("spec.pool.namespace: a claim is served from its own namespace " + namespace
                    + " only; this one waits until it is deleted");
        }
        var requested = requested(claim);
        if (requested != null && !requested.isEmpty()) {
            try {
                Address.parse(requested);
            } catch (IllegalArgumentException e) {
                result.add(annotation() + ": " + e.getMessage() + " The claim waits until it is corrected.");
            }
        }
        return result;
    }

    private static String annotation() {
        return "metadata.annotations[" + MetadataKeys.REQUESTED_ADDRESS_ANNOTATION + "]";
    }

    private static @Nullable String requested(IPClaim claim) {
        return annotations(claim).get(MetadataKeys.REQUESTED_ADDRESS_ANNOTATION);
    }

    private static Map<String, String> annotations(IPClaim claim) {
        return Objects.requireNonNullElse(claim.getMetadata().getAnnotations(), Map.of());
    }

    private static @Nullable ObjectReference pool(IPClaim claim) {
        var spec = claim.getSpec();
        return spec == null ? null : spec.pool();
    }

    private static String name(@Nullable ObjectReference pool) {
        return pool == null || pool.getName() == null ? "" : pool.getName();
    }
}
