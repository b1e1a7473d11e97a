package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.metal3.ipam.controlplane.ControlPlane;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what happens in a namespace from the API server itself, past whatever stands between it and the manager, and writes it into
 * the {@link Annals}.
 */
final class Oracle implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Oracle.class);
    private static final long RETRY_MILLIS = 250;

    private final KubernetesClient client;
    private final String namespace;
    private final Reader reader;
    private final Optional<Past> past;
    private final Appeals appeals;
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
     * @param plane whose etcd, where it can be asked, has the last word
     * @param client one of this plane, past whatever goes wrong
     * @param networks the pools among which a number may be held once, by the name of one of them
     */
    Oracle(ControlPlane plane, KubernetesClient client, String namespace, UnaryOperator<String> networks, Journal journal) {
        this.client = client;
        this.namespace = namespace;
        reader = new Reader(networks);
        past = plane.etcd().map(etcd -> new EtcdPast(etcd, namespace, reader));
        appeals = new Appeals(past);
        this.journal = journal;
        followers = Stream.of(Feed.values()).<Follower<?>>map(feed -> follower(feed, feed.type())).toList();
        followers.forEach(Follower::begin);
    }

    private <T extends HasMetadata> Follower<T> follower(Feed feed, Class<T> type) {
        return new Follower<>(feed, type);
    }

    Annals annals() {
        return annals;
    }

    /** What was seen and must never be, in words, and is not refuted by what etcd remembers. */
    List<String> violations() {
        return appeals.standing(annals.charges());
    }

    /** Judgements that wait for a feed, or for etcd. */
    long open() {
        return annals.open() + appeals.unheard(annals.charges());
    }

    /** How often lists and watches have told of a violation that was none. */
    long refuted() {
        return appeals.refuted();
    }

    /** How often a feed broke off, so that nobody knows what happened until it began anew. */
    int gaps() {
        return gaps.get();
    }

    /**
     * The uids of claims that went although they bore a finalizer and nobody had taken it off: the API server looks for finalizers
     * first and deletes then, and the finalizer came in between. Of those that no watch has shown to go etcd knows it.
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

    /** One feed: a list, then a watch from there, and the same again where the watch cannot go on. */
    private final class Follower<T extends HasMetadata> {
        private final Feed feed;
        private final Class<T> type;
        private @Nullable Watch watch;
        private volatile boolean broken;

        /** Grows each time it begins: what an older watch still says does not count. */
        private final AtomicInteger round = new AtomicInteger();

        Follower(Feed feed, Class<T> type) {
            this.feed = feed;
            this.type = type;
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
                list.getItems().forEach(item -> there.put(reader.read(item), version(item.getMetadata().getResourceVersion())));
                var version = list.getMetadata().getResourceVersion();
                if (broken) {
                    annals.missed(feed, version(version));
                    broken = false;
                }
                there.forEach((seen, its) -> journal.shown("LISTED", seen, its));
                var vanished = annals.listed(feed, there, version(version));
                vanished.forEach((seen, last) -> vanished(seen, last, version(version)));
                watch = resources.watch(
                        new ListOptionsBuilder().withResourceVersion(version).withAllowWatchBookmarks(true).build(),
                        new Events(now));
            } catch (KubernetesClientException e) {
                again(now);
            } catch (RuntimeException e) {
                annals.lost(feed, e);
            }
        }

        private void vanished(Seen seen, long there, long gone) {
            if (seen.deleting() || !(seen instanceof Seen.OfClaim)) {
                return;
            }
            try {
                past.ifPresent(etcd -> went(etcd.last(seen, there, gone)));
            } catch (UncheckedIOException | IllegalStateException e) {
                LOGGER.warn("Nobody knows how it went: {}", seen, e);
            }
        }

        private void went(Seen last) {
            if (last instanceof Seen.OfClaim claim && claim.held() && !claim.deleting()) {
                slips.add(claim.uid());
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
                        var seen = reader.read(object);
                        journal.shown(action.name(), seen, version);
                        annals.shown(seen, version);
                    }
                    case DELETED -> {
                        var last = reader.read(object);
                        journal.shown(action.name(), last, version);
                        went(last);
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
