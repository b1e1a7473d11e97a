package io.metal3.ipam.pool;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolSpec;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.Arrivals;
import io.metal3.ipam.webhook.Admission;
import io.metal3.ipam.webhook.FieldError;
import io.metal3.ipam.webhook.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What an IPPool must be, and what it had better be. Three kinds of rule:
 *
 * <ul>
 *   <li>what the spec tells by itself: a fault that came in with the update keeps it out; one that the pool had before is only told,
 *       and so are all faults of a pool that arrives from elsewhere;
 *   <li>what must not change: the namePrefix, and the ranges under addresses in use; so was it with the Go manager;
 *   <li>what is legal but unwise: told, see {@link PoolAdvice}.
 * </ul>
 *
 * An update that does not touch the spec is nobody's business here.
 */
public final class IPPoolAdmission implements Admission<IPPool> {

    private static final int MOST_NAMED = 10;
    private static final String STAYS = " (was so before; let in)";

    private final Allocator allocator;
    private final PoolAdvice advice;
    private final Predicate<HasMetadata> knows;

    /**
     * The view: who has what, and which pools there are.
     *
     * @param knows whether this process sees the object and has all in view that is to know of it; it need not lead
     */
    public IPPoolAdmission(Allocator allocator, Pools pools, Predicate<HasMetadata> knows) {
        this.allocator = allocator;
        this.knows = knows;
        advice = new PoolAdvice(allocator, pools, knows);
    }

    @Override
    public Class<IPPool> type() {
        return IPPool.class;
    }

    @Override
    public Verdict validateCreate(IPPool created) {
        var spec = created.getSpec();
        if (spec == null) {
            return new Verdict(List.of(), List.of("spec: is missing; nothing is given from this pool until it has one"));
        }
        var parsed = PoolParser.parse(spec);
        var warnings = new ArrayList<>(advice.on(created, spec, parsed));
        var errors = PoolRules.faults(spec, parsed);
        if (Arrivals.arrives(created, MetadataKeys.POOL_FINALIZER)) {
            errors.forEach(e -> warnings.add(0, e + STAYS));
            errors = List.of();
        }
        return new Verdict(errors, warnings);
    }

    @Override
    public Verdict validateUpdate(IPPool before, IPPool now) {
        var old = before.getSpec();
        var spec = now.getSpec();
        if (spec == null || spec.equals(old) || old == null) {
            return old == null && spec != null ? validateCreate(now) : Verdict.FINE;
        }
        var oldParsed = PoolParser.parse(old);
        var parsed = PoolParser.parse(spec);
        var warnings = new ArrayList<>(advice.on(now, spec, parsed));
        var errors = new ArrayList<FieldError>();
        var lenient = Arrivals.arrives(before, now, MetadataKeys.POOL_FINALIZER);
        var known = PoolRules.faults(old, oldParsed).stream().map(IPPoolAdmission::anywhere).collect(Collectors.toSet());
        for (var fault : PoolRules.faults(spec, parsed)) {
            if (lenient || known.contains(anywhere(fault))) {
                warnings.add(0, fault + STAYS);
            } else {
                errors.add(fault);
            }
        }
        if (!Arrivals.isEnding(now)) {
            otherPrefix(old, spec).ifPresent(errors::add);
            shrunk(now, oldParsed, parsed, warnings).ifPresent(errors::add);
        }
        return new Verdict(errors, warnings);
    }

    /** Entries may have moved up or down in their list: the same fault is the same one elsewhere. */
    private static FieldError anywhere(FieldError fault) {
        return new FieldError(fault.path().replaceFirst("^spec\\.pools\\[\\d+]", "spec.pools[]"), fault.message());
    }

    private static Optional<FieldError> otherPrefix(IPPoolSpec old, IPPoolSpec now) {
        return Objects.equals(old.namePrefix(), now.namePrefix())
                ? Optional.empty()
                : Optional.of(new FieldError(
                        "spec.namePrefix",
                        "cannot be changed from '" + old.namePrefix()
                                + "', since the IPAddress objects are named by it; make a new pool instead"));
    }

    private Optional<FieldError> shrunk(IPPool pool, PoolParser.Parsed old, PoolParser.Parsed now, List<String> warnings) {
        if (old.definition().ranges().equals(now.definition().ranges())) {
            return Optional.empty();
        }
        if (!knows.test(pool)) {
            warnings.add("spec.pools: whether addresses in use stay in a range was not checked, because the manager that was asked"
                    + " does not know the pool now");
            return Optional.empty();
        }
        var had = Coverage.of(old.definition().ranges());
        var has = Coverage.of(now.definition().ranges());
        var stranded = allocator.objectsIn(Pools.key(pool)).stream()
                .filter(o -> had.contains(o.address()) && !has.contains(o.address()))
                .sorted(Comparator.comparing(AddressObject::address))
                .toList();
        return stranded.isEmpty() ? Optional.empty() : Optional.of(new FieldError("spec.pools", inUse(stranded)));
    }

    private static String inUse(List<AddressObject> stranded) {
        var named = stranded.stream()
                .limit(MOST_NAMED)
                .map(o -> o.address() + " (" + o.claim().kind() + " " + o.claim().name() + ")")
                .collect(Collectors.joining(", "));
        var more = stranded.size() - MOST_NAMED;
        return "would leave out addresses in use: " + named + (more > 0 ? " and " + more + " more" : "")
                + "; keep them in a range, or delete their claims first";
    }
}
