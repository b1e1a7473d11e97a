package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.ip.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows what happens in a namespace from the API server itself, past whatever stands between it and the manager, and writes it into
 * the {@link Annals}.
 */
final class Oracle implements AutoCloseable {

    private static final long RETRY_MILLIS = 250;

    private final KubernetesClient client;
    private final String namespace;
    private final UnaryOperator<String> networks;
    private final Journal journal;
    private final Annals annals = new Annals();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        var made = new Thread(work, "oracle");
        made.setDaemon(true);
        return made;
    });
    private final Set<String> slips = ConcurrentHashMap.newKeySet();
    private final AtomicInteger gaps = new AtomicInteger();
    private final List<Follower<?>> followers;

    /**
     * Begins to follow.
     *
     * @param networks the pools among which a number may be held once, by the name of one of them
     */
    Oracle(KubernetesClient client, String namespace, UnaryOperator<String> networks, Journal journal) {
        this.client = client;
        this.namespace = namespace;
        this.networks = networks;
        this.journal = journal;
        followers = List.of(
                new Follower<>(Feed.IPCLAIM, IPClaim.class, Oracle::read),
                new Follower<>(Feed.IPADDRESS, IPAddress.class, this::read),
                new Follower<>(Feed.CAPI_CLAIM, CapiIPAddressClaim.class, Oracle::read),
                new Follower<>(Feed.CAPI_ADDRESS, CapiIPAddress.class, this::read));
        followers.forEach(Follower::begin);
    }

    Annals annals() {
        return annals;
    }

    /** How often a feed broke off, so that nobody knows what happened until it began anew. */
    int gaps() {
        return gaps.get();
    }

    /**
     * The uids of claims that went although they bore a finalizer and nobody had taken it off: the API server looks for finalizers
     * first and deletes then, and the finalizer came in between.
     */
    Set<String> slips() {
        return Set.copyOf(slips);
    }

    /** Has every feed come to the present: what nobody has shown until now was not there. Only where nothing happens any more. */
    void comeToThePresent() {
        followers.forEach(Follower::begin);
        try {
            // After all of them: there is one thread.
            thread.submit(() -> {}).get(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException("The oracle does not come to the present", e);
        }
    }

    /** What the API server lists and its watches have not shown, or the other way round: nobody who watches can know of it. */
    List<String> unseen() {
        return followers.stream().flatMap(follower -> follower.unseen().stream()).toList();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        followers.forEach(Follower::close);
    }

    private static Seen read(IPClaim claim) {
        var status = claim.getStatus();
        var address = status == null ? null : status.address();
        return claim(Feed.IPCLAIM, claim, address == null ? null : address.getName());
    }

    private static Seen read(CapiIPAddressClaim claim) {
        var status = claim.getStatus();
        var address = status == null ? null : status.addressRef();
        return claim(Feed.CAPI_CLAIM, claim, address == null ? null : address.name());
    }

    private static Seen claim(Feed feed, HasMetadata claim, @Nullable String boundTo) {
        var meta = claim.getMetadata();
        return new Seen.OfClaim(feed, meta.getName(), meta.getUid(), claim.isMarkedForDeletion(), boundTo, !claim.getFinalizers().isEmpty());
    }

    private Seen read(IPAddress address) {
        var spec = Objects.requireNonNull(address.getSpec());
        return address(
                Feed.IPADDRESS, address, spec.address(), spec.pool().getName(), spec.claim().getName(), IPClaim.class);
    }

    private Seen read(CapiIPAddress address) {
        var spec = Objects.requireNonNull(address.getSpec());
        return address(
                Feed.CAPI_ADDRESS,
                address,
                Objects.requireNonNull(spec.address()),
                Objects.requireNonNull(spec.poolRef()).name(),
                Objects.requireNonNull(Objects.requireNonNull(spec.claimRef()).name()),
                CapiIPAddressClaim.class);
    }

    private Seen address(
            Feed feed, HasMetadata object, String number, String pool, String claim, Class<? extends HasMetadata> claimType) {
        var meta = object.getMetadata();
        List<OwnerReference> owners = Objects.requireNonNullElse(meta.getOwnerReferences(), List.of());
        var claimUid = owners.stream()
                .filter(owner -> owner.getKind().equals(HasMetadata.getKind(claimType)) && owner.getName().equals(claim))
                .map(OwnerReference::getUid)
                .findFirst()
                .orElse(null);
        return new Seen.OfAddress(
                feed,
                meta.getName(),
                meta.getUid(),
                object.isMarkedForDeletion(),
                networks.apply(pool),
                Address.parse(number),
                claim,
                claimUid);
    }

    /** One feed: a list, then a watch from there, and the same again where the watch cannot go on. */
    private final class Follower<T extends HasMetadata> {
        private final Feed feed;
        private final Class<T> type;
        private final Function<T, Seen> reader;
        private @Nullable Watch watch;
        private volatile boolean broken;

        /** Grows each time it begins: what an older watch still says does not count. */
        private final AtomicInteger round = new AtomicInteger();

        Follower(Feed feed, Class<T> type, Function<T, Seen> reader) {
            this.feed = feed;
            this.type = type;
            this.reader = reader;
        }

        void begin() {
            thread.execute(this::listAndWatch);
        }

        void close() {
            if (watch != null) {
                watch.close();
            }
        }

        List<String> unseen() {
            var seen = annals.living(feed).stream().map(Seen::uid).collect(Collectors.toSet());
            var listed = client.resources(type).inNamespace(namespace).list().getItems().stream()
                    .map(item -> item.getMetadata().getUid())
                    .collect(Collectors.toSet());
            return Stream.of(seen, listed)
                    .flatMap(Set::stream)
                    .filter(uid -> !seen.contains(uid) || !listed.contains(uid))
                    .map(uid -> feed + " " + uid)
                    .toList();
        }

        private void listAndWatch() {
            int now = round.incrementAndGet();
            close();
            try {
                var resources = client.resources(type).inNamespace(namespace);
                var list = resources.list();
                Map<Seen, Long> there = new HashMap<>();
                list.getItems().forEach(item -> there.put(reader.apply(item), version(item.getMetadata().getResourceVersion())));
                var version = list.getMetadata().getResourceVersion();
                if (broken) {
                    annals.missed(feed, version(version));
                    broken = false;
                }
                there.forEach((seen, its) -> journal.shown("LISTED", seen, its));
                annals.listed(feed, there, version(version));
                watch = resources.watch(
                        new ListOptionsBuilder().withResourceVersion(version).withAllowWatchBookmarks(true).build(),
                        new Events(now));
            } catch (KubernetesClientException e) {
                again(now);
            } catch (RuntimeException e) {
                annals.lost(feed, e);
            }
        }

        private void again(int before) {
            if (round.get() == before && !thread.isShutdown()) {
                gaps.incrementAndGet();
                broken = true;
                var unused = thread.schedule(this::listAndWatch, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private final class Events implements Watcher<T> {
            private final int mine;

            Events(int mine) {
                this.mine = mine;
            }

            @Override
            public void eventReceived(Action action, T object) {
                if (round.get() != mine) {
                    return;
                }
                try {
                    tell(action, object, version(object.getMetadata().getResourceVersion()));
                } catch (RuntimeException e) {
                    // Else the client would log it, and go on.
                    annals.lost(feed, e);
                }
            }

            private void tell(Action action, T object, long version) {
                switch (action) {
                    case ADDED, MODIFIED -> {
                        var seen = reader.apply(object);
                        journal.shown(action.name(), seen, version);
                        annals.shown(seen, version);
                    }
                    case DELETED -> {
                        var last = reader.apply(object);
                        journal.shown(action.name(), last, version);
                        if (last instanceof Seen.OfClaim claim && claim.held() && !claim.deleting()) {
                            slips.add(claim.uid());
                        }
                        annals.gone(feed, object.getMetadata().getUid(), version);
                    }
                    case BOOKMARK -> annals.come(feed, version);
                    case ERROR -> again(mine);
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                again(mine);
            }
        }
    }

    private static long version(String text) {
        return Long.parseLong(text);
    }
}
