package io.metal3.ipam.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One run: clients, managers, watches, the network and the clock take turns as a list of numbers says. Then everything comes to
 * rest, and the promises are looked at; then all claims are deleted, and at the end nothing may be left.
 */
final class ModelWorld {

    private final Mode mode;
    private final Choices choices;
    private final Story story;
    private final ModelServer server;
    private final List<ModelReplica> replicas = new ArrayList<>();
    private final Time time;
    private final Clients clients;
    private int born;

    /** Or has lost the lead, which is as good. */
    private boolean anyHasEnded;

    /** A world in which nothing has happened. */
    ModelWorld(Mode mode, Choices choices, Story story) {
        this.mode = mode;
        this.choices = choices;
        this.story = story;
        server = new ModelServer(mode);
        time = new Time(replicas, story);
        clients = new Clients(mode, choices, server, replicas, time, story);
    }

    /** Plays the run to its end. */
    void run() {
        var rest = new AtRest(mode, server, replicas, time, story);
        try {
            begin();
            while (choices.hasNext()) {
                step();
            }
            story.tell(() -> "-- everything comes to rest");
            rest.await();
            rest.judge(this::isExcused);
            story.tell(() -> "-- all claims are deleted, and by hand what was made for those that were gone by then");
            List.copyOf(server.addresses.values()).stream().filter(this::isExcused).forEach(a -> server.put(a.inDeletion()));
            List.copyOf(server.claims.values())
                    .forEach(claim -> server.put(claim.without(ClaimState.FOREIGN_FINALIZER).inDeletion()));
            rest.await();
            rest.judgeEmpty();
        } finally {
            replicas.forEach(replica -> replica.kill(strand -> false));
        }
    }

    /**
     * Made for a claim that was gone by then or was just being let go, by a manager that has ended since, or that does not lead, or that did
     * not hear of it. Nobody can tell it from one that has come before its claim; it is kept, and seen, until somebody deletes it and
     * no claim has the name.
     */
    private boolean isExcused(AddressState address) {
        return mode.isAlone()
                ? server.judge().isForgotten(address)
                : (anyHasEnded || address.deleting() || time.network().hasLostAnAnswer()) && server.judge().isOrphan(address);
    }

    private void begin() {
        server.putPool("p", mode.course().hasRivals() ? 1 + choices.next(2) : 2);
        server.putPool("q", 3);
        begins(false);
        if (mode.isOfTwo()) {
            begins(false);
        }
        if (mode == Mode.BOTH_BLIND) {
            // Claims of one kind and their addresses.
            replicas.getFirst().isSlowToSee(Set.of(0, 2));
            replicas.getLast().isSlowToSee(Set.of(1, 3));
        } else if (mode.course().hasRivals()) {
            choices.endOfStep();
            replicas.forEach(replica -> replica.isSlowToSee(Set.of(choices.next(ModelServer.WATCHES))));
            clients.makeRivals();
        }
    }

    /** A process begins: it lists kind after kind, and in between anything may come or go. Then it serves. */
    private void begins(boolean afterAnother) {
        var replica = new ModelReplica(
                "manager" + ++born, !mode.isOfTwo(), server, time.network(), story, time.clock(), born, this::whileListed);
        story.tell(() -> replica.name() + (afterAnother ? " leads" : " begins"));
        var first = choices.next(ModelServer.WATCHES);
        for (int i = 0; i < ModelServer.WATCHES; i++) {
            // One that stands by has listed long ago; what its watches lag behind is what the leader did last.
            replica.list((first + i) % ModelServer.WATCHES, afterAnother ? choices.next(4) : 0);
            if (choices.next(8) == 7) {
                clients.act();
            }
        }
        replicas.add(replica);
        replica.serve(afterAnother);
    }

    private void step() {
        int what = choices.next(100);
        var upTo = mode.course().upTo();
        if (what < upTo.get(0)) {
            continueARequest();
        } else if (what < upTo.get(1)) {
            showSomething();
        } else if (what < upTo.get(2)) {
            beginALook();
        } else if (what < upTo.get(3)) {
            clients.act();
        } else if (what < upTo.get(4)) {
            aProcessEnds();
        } else if (what < upTo.get(5)) {
            timePasses();
        } else if (what < upTo.get(6)) {
            relist();
        } else {
            somethingArrives();
        }
        choices.endOfStep();
    }

    private void continueARequest() {
        var replica = replica();
        if (!replica.strands().isEmpty()) {
            var strand = replica.strands().get(choices.next(replica.strands().size()));
            var fate = fate();
            var request = strand.request();
            story.tell(() -> request.get() + (fate == Fate.DONE ? "" : ": " + fate));
            replica.resume(strand, fate);
        }
    }

    /** The answer may be late; then something happens, and the watch shows it, before that answer is read. */
    private void whileListed(ModelReplica replica, int watch) {
        if (mode != Mode.LATE_LISTS || choices.next(3) == 0) {
            return;
        }
        story.tell(() -> "and until that answer is read:");
        switch (choices.next(3)) {
            case 0 -> carryOutARequest(replica);
            case 1 -> somethingArrives();
            default -> clients.act();
        }
        while (replica.lags(watch)) {
            see(replica, watch);
        }
    }

    /** Of another look of the same manager, which hears of it later. */
    private void carryOutARequest(ModelReplica replica) {
        var others = replica.strands().stream().filter(Strand::isAtARequest).toList();
        if (!others.isEmpty()) {
            var strand = others.get(choices.next(others.size()));
            story.tell(strand.request());
            replica.resume(strand, Fate.DONE_SLOWLY);
        }
    }

    private Fate fate() {
        return switch (choices.next(mode.course().fates())) {
            case 11, 12 -> Fate.DONE_SLOWLY;
            case 13 -> Fate.ANSWER_LOST;
            case 14 -> Fate.LOST;
            case 15 -> Fate.REFUSED;
            case 16 -> Fate.LATE;
            // Where it is the rest of a number that has to hold.
            case 17, 18 -> mode.isAlone() ? Fate.LATE : Fate.DONE;
            default -> Fate.DONE;
        };
    }

    private void showSomething() {
        var replica = replica();
        var watch = choices.next(ModelServer.WATCHES);
        for (int i = 0; i < ModelServer.WATCHES; i++) {
            var next = (watch + i) % ModelServer.WATCHES;
            if (replica.lags(next) && (!replica.isSlow(next) || choices.next(8) == 0)) {
                see(replica, next);
                return;
            }
        }
    }

    private void see(ModelReplica replica, int watch) {
        story.tell(() -> replica.name() + " sees " + replica.next(watch));
        replica.show(watch);
    }

    private void beginALook() {
        var replica = replica();
        var due = replica.agenda().due();
        if (!due.isEmpty()) {
            var look = due.get(choices.next(due.size()));
            story.tell(() -> replica.name() + " looks at " + look);
            replica.begin(look);
        }
    }

    private void aProcessEnds() {
        if (mode == Mode.RELAY && replicas.size() == 1) {
            var last = replicas.getFirst();
            story.tell(() -> last.name() + " loses the lead and does not know it");
            last.loseTheLead();
            anyHasEnded = true;
            begins(true);
            return;
        }
        var replica = mode == Mode.RELAY ? replicas.getFirst() : replica();
        story.tell(() -> replica.name() + " ends");
        anyHasEnded = true;
        replica.kill(strand -> choices.next(3) == 0);
        replicas.remove(replica);
        if (mode.isAlone()) {
            // What has left a process arrives before another one can have begun; what comes later still is for the relay.
            time.network().arriveAll();
            server.judge().forgets();
        }
        if (replicas.size() < (mode.isOfTwo() ? 2 : 1)) {
            begins(false);
        }
    }

    private void timePasses() {
        var whiles = mode.course().whiles();
        var time = Duration.ofMillis(whiles.get(choices.next(whiles.size())));
        story.tell(() -> time.toMillis() / 1000.0 + " seconds pass");
        this.time.pass(time);
        if (choices.next(2) == 0) {
            replicas.forEach(ModelReplica::verify);
        }
    }

    private void relist() {
        var watch = choices.next(ModelServer.POOLS);
        var replica = replica();
        story.tell(() -> replica.name() + " lists all " + ModelServer.whatIsSeenBy(watch) + " anew, since its watch has broken off");
        replica.list(watch, 0);
    }

    private void somethingArrives() {
        var network = time.network();
        if (network.size() > 0) {
            network.arrive(choices.next(network.size()));
        }
    }

    private ModelReplica replica() {
        return replicas.get(choices.next(replicas.size()));
    }
}
