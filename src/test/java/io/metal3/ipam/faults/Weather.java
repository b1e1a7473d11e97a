package io.metal3.ipam.faults;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Which request is hit by which fault. It depends on nothing but a seed, the request, and how often the same was asked before: so it
 * is the same in every run, in whatever order the requests of different objects come. Thread-safe.
 */
final class Weather {

    /** The client tries eleven times; a spell outlasts it. */
    private static final int SPELL = 12;

    private static final int LONG_ENOUGH_TO_TIME_OUT = 11_000;

    private final long seed;
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private volatile boolean calm;

    Weather(long seed) {
        this.seed = seed;
    }

    /** A weather in which nothing ever breaks. */
    static Weather fair() {
        var result = new Weather(0);
        result.calm();
        return result;
    }

    /** From now on nothing is broken any more. */
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** What befalls this request. */
    Fault over(Call call) {
        return calm ? new Fault.None() : fault(call, count(call.toString()));
    }

    /** What befalls this watch. */
    WatchFault overWatch(String path) {
        return calm ? new WatchFault.None() : watchFault(path, count("WATCH " + path));
    }

    /** The plan itself: of the same request the n-th time. */
    Fault fault(Call call, int time) {
        // An object under a spell: whatever is asked of it at first fails, and one does not know how.
        if (call.isWrite() && dice(call.toString(), -1).nextInt(250) == 0 && time < SPELL) {
            return dice(call.toString(), time).nextBoolean() ? new Fault.LostAnswer() : new Fault.TurnedAway(503);
        }
        var dice = dice(call.toString(), time);
        return call.isWrite() ? writeFault(dice) : readFault(dice, call);
    }

    /** The plan itself: of the same watch the n-th time. */
    WatchFault watchFault(String path, int time) {
        var dice = dice("WATCH " + path, time);
        var after = Duration.ofMillis(dice.nextInt(1_000, 20_000));
        return switch (dice.nextInt(20)) {
            case 0 -> new WatchFault.TurnedAway(500);
            case 1 -> new WatchFault.TurnedAway(503);
            case 2 -> new WatchFault.TurnedAway(429);
            case 3 -> new WatchFault.TurnedAway(410);
            case 4, 5, 6 -> new WatchFault.Expired(after);
            case 7, 8, 9, 10 -> new WatchFault.Stalled(after, Duration.ofMillis(dice.nextInt(200, 12_000)));
            case 11 -> new WatchFault.Dead(after);
            default -> new WatchFault.Cut(after);
        };
    }

    private static Fault writeFault(RandomGenerator dice) {
        int throwing = dice.nextInt(1_000);
        return throwing < 40 ? new Fault.SlowRequest(shortTime(dice))
                : throwing < 80 ? new Fault.SlowAnswer(shortTime(dice))
                : throwing < 110 ? new Fault.LostRequest()
                : throwing < 150 ? new Fault.LostAnswer()
                : throwing < 160 ? new Fault.Straggler(Duration.ofMillis(dice.nextInt(50, 4_000)))
                : throwing < 175 ? new Fault.TurnedAway(429)
                : throwing < 190 ? new Fault.TurnedAway(500)
                : throwing < 205 ? new Fault.TurnedAway(503)
                : throwing < 220 ? new Fault.TurnedAway(409)
                : throwing < 240 ? new Fault.DeniedDeed(dice.nextBoolean() ? 500 : 504)
                : throwing < 243 ? new Fault.SlowAnswer(Duration.ofMillis(LONG_ENOUGH_TO_TIME_OUT))
                : throwing < 246 ? new Fault.SlowRequest(Duration.ofMillis(LONG_ENOUGH_TO_TIME_OUT))
                : new Fault.None();
    }

    private static Fault readFault(RandomGenerator dice, Call call) {
        int throwing = dice.nextInt(1_000);
        return throwing < 50 ? new Fault.SlowRequest(shortTime(dice))
                : throwing < 100 ? new Fault.SlowAnswer(shortTime(dice))
                : throwing < 140 ? new Fault.LostAnswer()
                : throwing < 155 ? new Fault.TurnedAway(429)
                : throwing < 170 ? new Fault.TurnedAway(500)
                : throwing < 185 ? new Fault.TurnedAway(503)
                : throwing < 190 ? new Fault.SlowAnswer(Duration.ofMillis(LONG_ENOUGH_TO_TIME_OUT))
                : throwing < 230 && call.goesOn() ? new Fault.TurnedAway(410)
                : throwing < 500 ? new Fault.StaleList()
                : new Fault.None();
    }

    private static Duration shortTime(RandomGenerator dice) {
        return Duration.ofMillis(dice.nextInt(5, 700));
    }

    private int count(String what) {
        return asked.computeIfAbsent(what, key -> new AtomicInteger()).getAndIncrement();
    }

    private RandomGenerator dice(String what, int time) {
        return new SplittableRandom(seed * 31 + what.hashCode() * 1_000_003L + time);
    }
}
