package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.claim.Claim;
import io.metal3.ipam.claim.ClaimApi;
import io.metal3.ipam.claim.ClaimOutcome;
import io.metal3.ipam.claim.ClaimShape;
import io.metal3.ipam.kube.LastReports;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.kube.Written;
import io.metal3.ipam.pool.Pool;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The port of the claims. */
final class ClaimRequestsInSmall implements ClaimApi<ModelClaim> {

    private static final int MAX_TURNS = 5;

    private final int door;
    private final ModelServer server;
    private final Wire wire;
    private final LastReports<Told> lastReports = new LastReports<>();

    ClaimRequestsInSmall(int door, ModelServer server, Wire wire) {
        this.door = door;
        this.server = server;
        this.wire = wire;
    }

    @Override
    public Claim read(ModelClaim object) {
        return object.claim();
    }

    @Override
    public ClaimShape<ModelClaim> shape(ModelClaim object) {
        return object.shape();
    }

    @Override
    public List<Condition> conditions(ModelClaim object) {
        return List.of();
    }

    @Override
    public boolean isOurs(ModelClaim object) {
        return !object.state().pool().equals(ModelServer.THEIRS);
    }

    @Override
    public Claim hold(Claim claim, Map<String, String> annotations) {
        return wire.write(
                        () -> "marks " + claim.what() + " " + annotations.values(),
                        () -> server.hold(claim, lastReports.version(claim.uid(), claim.resourceVersion()), annotations))
                .read();
    }

    @Override
    public void letGo(Claim claim) {
        wire.write(() -> "lets " + claim.what() + " go", () -> {
            server.letGo(claim);
            return true;
        });
    }

    @Override
    public AddressObject createAddress(Claim claim, Pool pool, Allocation allocation) {
        return wire.write(
                        () -> "makes " + allocation.objectName() + " for " + claim.what() + " ("
                                + ModelServer.brief(claim.uid()) + ")",
                        () -> server.create(claim, allocation, pool.uid()))
                .read();
    }

    @Override
    public Optional<AddressObject> findAddress(Allocation allocation) {
        var key = server.addressKey(allocation.claim(), allocation.objectName());
        return wire.read(() -> "looks for " + allocation.objectName(), () -> server.find(key)).map(AddressState::read);
    }

    @Override
    public Optional<AddressObject> adoptAddress(Claim claim, Pool pool, AddressObject address) {
        return wire.read(() -> "reads " + address.key().name(), () -> server.find(address.key()))
                .filter(seen -> seen.uid().equals(address.uid()))
                .map(seen -> wire.write(
                                () -> "adopts " + address.key().name() + " for " + claim.what(),
                                () -> server.adopt(seen, claim.uid(), pool.uid()))
                        .read());
    }

    @Override
    public Optional<Claim> current(ClaimKey claim) {
        return wire.read(() -> "asks for " + claim.name(), () -> Optional.ofNullable(server.claims.get(claim)))
                .map(ModelClaim::new)
                .filter(this::isOurs)
                .map(this::read);
    }

    @Override
    public boolean isAny() {
        var kind = ModelServer.CLAIM_KINDS.get(door);
        return wire.read(
                () -> "asks for any " + kind,
                () -> server.claims.keySet().stream().anyMatch(claim -> claim.kind().equals(kind)));
    }

    /** As {@code AddressApi} does it: two requests, and again when somebody was faster. */
    @Override
    public void releaseAddress(AddressObject address) {
        release(address, () -> wire.write(
                () -> "takes its finalizer off " + address.key().name(),
                () -> server.takeFinalizerOff(address.key(), address.uid())));
    }

    /** Likewise: three requests. */
    @Override
    public Optional<AddressObject> releaseUnlessAdopted(AddressObject address, String claimUid) {
        var adopted = new AtomicReference<Optional<AddressState>>(Optional.empty());
        release(address, () -> {
            var current = wire.read(() -> "reads " + address.key().name(), () -> server.find(address.key()))
                    .filter(now -> now.uid().equals(address.uid()));
            adopted.set(current.filter(now -> now.claimUid() != null && !now.claimUid().equals(claimUid)));
            return adopted.get().isPresent()
                    ? Optional.empty()
                    : current.flatMap(seen -> wire.write(
                            () -> "takes its finalizer off " + address.key().name() + " as it was read",
                            () -> server.takeFinalizerOff(seen)));
        });
        return adopted.get().map(AddressState::read);
    }

    private void release(AddressObject address, Supplier<Optional<Long>> takeFinalizerOff) {
        for (int turn = 1; !released(address, takeFinalizerOff, turn == MAX_TURNS); turn++) {}
    }

    private boolean released(AddressObject address, Supplier<Optional<Long>> takeFinalizerOff, boolean lastTurn) {
        try {
            var version = takeFinalizerOff.get();
            if (version.isEmpty()) {
                return true;
            }
            return wire.write(() -> "deletes " + address.key().name(), () -> {
                server.delete(address.key(), version.get());
                return true;
            });
        } catch (KubernetesClientException e) {
            var refusal = Refusal.of(e);
            if (refusal == Refusal.NOT_FOUND) {
                return true;
            }
            if (refusal != Refusal.CHANGED || lastTurn) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public boolean report(ModelClaim object, ClaimOutcome outcome) {
        var seen = object.state();
        var old = lastReports.current(object, new Told(seen.boundTo(), seen.told()));
        var told = told(Objects.requireNonNull(old), outcome);
        if (told.equals(old) && !(outcome.isTold() && lastReports.isInDoubt(object))) {
            return false;
        }
        var isBound = outcome instanceof ClaimOutcome.Bound;
        var only = outcome.versionToTell(object.getMetadata().getResourceVersion());
        var onTopOf = only == null ? null : lastReports.version(seen.uid(), only);
        ClaimState now;
        try {
            now = wire.write(
                    () -> "tells " + seen.key().name() + ": " + told.boundTo() + ", " + told.text(),
                    () -> server.report(seen, onTopOf, isBound, told.boundTo(), told.text()));
        } catch (KubernetesClientException e) {
            lastReports.failed(object);
            throw e;
        }
        var written = new Written(now.uid(), Long.toString(now.version()));
        if (isBound) {
            lastReports.written(told, written);
        } else {
            lastReports.writtenOnTopOf(object, told, written);
        }
        return true;
    }

    private static Told told(Told before, ClaimOutcome outcome) {
        return switch (outcome) {
            case ClaimOutcome.Bound(var address, var version) -> new Told(address.key().name(), "bound");
            case ClaimOutcome.Waiting(var reason, var message) -> new Told(before.boundTo(), message);
            case ClaimOutcome.Refused(var reason, var message, var after) -> new Told(before.boundTo(), message);
            case ClaimOutcome other -> before;
        };
    }

    /** What a status says. */
    private record Told(@Nullable String boundTo, String text) {}
}
