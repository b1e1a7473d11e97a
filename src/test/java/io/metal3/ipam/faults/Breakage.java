package io.metal3.ipam.faults;

import io.metal3.ipam.controlplane.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Breaks the servers themselves and the manager, one after the other, as a seed says: each is mended before the next breaks. */
final class Breakage implements AutoCloseable {

    /** What breaks. */
    enum Kind {
        MANAGER_KILLED,
        MANAGER_STOPPED,
        API_SERVER_KILLED,
        API_SERVER_STOPPED,
        API_SERVER_FROZEN,
        ETCD_STOPPED,
        ETCD_FROZEN
    }

    /**
     * One thing that breaks.
     *
     * @param pause the time of peace before it
     * @param length how long it stays broken
     * @param patient whether the peace begins only once the manager serves; else it may be hit while it starts
     */
    record Event(Kind kind, Duration pause, Duration length, boolean patient) {}

    private static final Duration LOOK = Duration.ofMillis(500);

    private static final int TURNS = 5;

    private final Faults servers;
    private final ManagerJvm manager;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        var made = new Thread(work, "breakage");
        made.setDaemon(true);
        return made;
    });
    private final List<Kind> happened = new ArrayList<>();

    Breakage(Faults servers, ManagerJvm manager) {
        this.servers = servers;
        this.manager = manager;
    }

    /** What breaks, as a seed says, in no more than this time. */
    static List<Event> plan(long seed, Duration time) {
        var dice = new SplittableRandom(seed ^ 0x5EED);
        var patience = new SplittableRandom(seed ^ 0xB1DE);
        var result = new ArrayList<Event>();
        var kinds = Kind.values();
        for (var left = time; ; ) {
            var event = new Event(
                    kinds[dice.nextInt(kinds.length)],
                    Duration.ofMillis(dice.nextInt(3_000, 12_000)),
                    Duration.ofMillis(dice.nextInt(300, 9_000)),
                    patience.nextInt(4) > 0);
            left = left.minus(event.pause()).minus(event.length());
            if (left.isNegative()) {
                return result;
            }
            result.add(event);
        }
    }

    void begin(List<Event> events) {
        if (!events.isEmpty()) {
            var event = events.getFirst();
            if (event.patient() && !manager.serves()) {
                then(LOOK, () -> begin(events));
            } else {
                then(event.pause(), () -> {
                    happened.add(event.kind());
                    breakIt(event.kind());
                    then(event.length(), () -> {
                        mend(event.kind());
                        begin(events.subList(1, events.size()));
                    });
                });
            }
        }
    }

    /** Returns when everything is whole, and stays so; with what was broken. */
    List<Kind> end() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(6, TimeUnit.MINUTES)) {
                throw new IllegalStateException("A server does not come back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (!happened.isEmpty()) {
            mend(happened.getLast());
        }
        return List.copyOf(happened);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void then(Duration pause, Runnable action) {
        if (!thread.isShutdown()) {
            var unused = thread.schedule(action, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void breakIt(Kind kind) {
        switch (kind) {
            case MANAGER_KILLED -> manager.kill();
            case MANAGER_STOPPED -> manager.stop();
            case API_SERVER_KILLED -> servers.killApiServer();
            case API_SERVER_STOPPED -> servers.stopApiServer();
            case API_SERVER_FROZEN -> servers.pauseApiServer();
            case ETCD_STOPPED -> servers.stopEtcd();
            case ETCD_FROZEN -> servers.pauseEtcd();
        }
    }

    /** As often as it takes: on a busy machine a server may need longer than anybody waits for it at once. */
    private void mend(Kind kind) {
        for (int turn = 1; !isMended(kind, turn == TURNS); turn++) {}
    }

    private boolean isMended(Kind kind, boolean lastTurn) {
        try {
            repair(kind);
            return true;
        } catch (IllegalStateException notReady) {
            if (lastTurn || Thread.currentThread().isInterrupted()) {
                throw notReady;
            }
            return false;
        }
    }

    /** No harm where it is whole already. */
    private void repair(Kind kind) {
        switch (kind) {
            case MANAGER_KILLED, MANAGER_STOPPED -> {}
            case API_SERVER_KILLED, API_SERVER_STOPPED -> servers.startApiServer();
            case API_SERVER_FROZEN -> servers.resumeApiServer();
            case ETCD_STOPPED -> servers.startEtcd();
            case ETCD_FROZEN -> servers.resumeEtcd();
        }
    }
}
