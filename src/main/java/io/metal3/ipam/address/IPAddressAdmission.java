package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPAddressSpec;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.Arrivals;
import io.metal3.ipam.webhook.Admission;
import io.metal3.ipam.webhook.FieldError;
import io.metal3.ipam.webhook.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an IPAddress must be. Ours, and those of a move, come with our finalizer and are not held up; one that is made by hand must not
 * carry a number that somebody has.
 */
public final class IPAddressAdmission implements Admission<IPAddress> {

    private static final String END_THE_CLAIM = "cannot be changed; delete the claim to give the address back";

    private final Allocator allocator;
    private final Predicate<HasMetadata> knows;

    /**
     * The view: who has what.
     *
     * @param knows whether this process sees the object and has all in view that is to know of it; it need not lead
     */
    public IPAddressAdmission(Allocator allocator, Predicate<HasMetadata> knows) {
        this.allocator = allocator;
        this.knows = knows;
    }

    @Override
    public Class<IPAddress> type() {
        return IPAddress.class;
    }

    @Override
    public Verdict validateCreate(IPAddress created) {
        var arrives = Arrivals.arrives(created, MetadataKeys.ADDRESS_FINALIZER);
        var spec = created.getSpec();
        if (spec == null) {
            return verdict(arrives, List.of(new FieldError("spec", "is missing")), List.of());
        }
        var errors = new ArrayList<FieldError>();
        var warnings = new ArrayList<String>();
        var address = parsed("spec.address", spec.address(), errors);
        var gateway = parsed("spec.gateway", spec.gateway(), errors);
        if (address.isPresent() && gateway.isPresent() && address.get().family() != gateway.get().family()) {
            warnings.add("spec.gateway: " + spec.gateway() + " is of another family than the address");
        }
        if (name(spec.claim()).isEmpty()) {
            errors.add(new FieldError("spec.claim.name", "is empty; name the claim that is to hold the address"));
        }
        if (name(spec.pool()).isEmpty()) {
            errors.add(new FieldError("spec.pool.name", "is empty; name the IPPool that the address is one of"));
        }
        if (!arrives && address.isPresent() && knows.test(created)) {
            byHand(created, spec, address.get(), errors, warnings);
        }
        return verdict(arrives, errors, warnings);
    }

    @Override
    public Verdict validateUpdate(IPAddress before, IPAddress now) {
        var old = before.getSpec();
        var spec = now.getSpec();
        if (old == null || spec == null || spec.equals(old) || Arrivals.isEnding(now)) {
            return Verdict.FINE;
        }
        var errors = new ArrayList<FieldError>();
        if (!Objects.equals(old.address(), spec.address())) {
            errors.add(new FieldError("spec.address", END_THE_CLAIM));
        }
        if (!name(old.claim()).equals(name(spec.claim()))) {
            errors.add(new FieldError("spec.claim.name", END_THE_CLAIM));
        }
        if (!name(old.pool()).equals(name(spec.pool()))) {
            errors.add(new FieldError("spec.pool.name", END_THE_CLAIM));
        }
        return new Verdict(errors, List.of());
    }

    private void byHand(
            IPAddress created, IPAddressSpec spec, Address address, List<FieldError> errors, List<String> warnings) {
        var pool = new PoolKey(created.getMetadata().getNamespace(), name(spec.pool()));
        allocator.objectsAt(pool, address).stream()
                .filter(o -> !o.key().equals(IPAddresses.KIND.key(created)))
                .findFirst()
                .ifPresent(o -> errors.add(new FieldError(
                        "spec.address",
                        address + " is held by " + o.claim().kind() + " " + o.claim().name() + " (IPAddress "
                                + o.key().name() + "); use another, or delete that claim first")));
        allocator
                .pool(pool)
                .filter(p -> p.ranges().stream().noneMatch(r -> r.addresses().contains(address)))
                .ifPresent(p -> warnings.add("spec.address: " + address + " lies in no range of IPPool " + pool.name()));
    }

    private static Verdict verdict(boolean arrives, List<FieldError> errors, List<String> warnings) {
        if (!arrives) {
            return new Verdict(errors, warnings);
        }
        var all = new ArrayList<>(warnings);
        errors.forEach(e -> all.add(e + " (was so before; let in)"));
        return new Verdict(List.of(), all);
    }

    private static Optional<Address> parsed(String path, @Nullable String text, List<FieldError> errors) {
        if (text == null || text.isEmpty()) {
            if (path.endsWith("address")) {
                errors.add(new FieldError(path, "is empty"));
            }
            return Optional.empty();
        }
        try {
            return Optional.of(Address.parse(text));
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError(path, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private static String name(@Nullable ObjectReference reference) {
        return reference == null || reference.getName() == null ? "" : reference.getName();
    }
}
