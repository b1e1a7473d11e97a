package io.metal3.ipam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The results as tables in Markdown, which a page can take over as they are, and as a plot. */
record Report(List<Floor> floors, List<Run> runs) {

    void write(Path folder) throws IOException {
        var text = text();
        System.out.println(text);
        Files.writeString(folder.resolve("bench.md"), text);
        var bars = bars();
        if (!bars.isEmpty()) {
            Files.writeString(folder.resolve("bench.svg"), new Plot("Claims in a second, and the floor", bars).svg());
        }
    }

    private String text() {
        return """
            | Kind | Claims | Served/s | of the floor | p50 | p99 | Released/s | of the floor |
            |---|---|---|---|---|---|---|---|
            %s
            | Kind | Claims | CPU per claim served, released | Peak memory | Writes per claim served, released | Reads | Other writes |
            |---|---|---|---|---|---|---|
            %s"""
                .formatted(
                        runs.stream().map(this::speed).collect(Collectors.joining()),
                        runs.stream().map(this::cost).collect(Collectors.joining()));
    }

    private String speed(Run run) {
        var paced = run.rate() > 0;
        return "| %s | %s | %s | %s | %s | %s | %.0f | %.2f |%n"
                .formatted(
                        run.kind().title(),
                        claims(run),
                        number(run.serve().perSecond()),
                        paced ? "" : "%.2f".formatted(run.serve().perSecond() / Floor.mean(floors, run.kind(), Floor::serve)),
                        millis(run.serve().p50()),
                        millis(run.serve().p99()),
                        run.release().perSecond(),
                        run.release().perSecond() / Floor.mean(floors, run.kind(), Floor::release));
    }

    private String cost(Run run) {
        int count = run.serve().count();
        var requests = run.serveCost().requests();
        var releasing = run.releaseCost().requests();
        // The creation of each claim, and its deletion, are the users' writes.
        return "| %s | %s | %s, %s | %s | %.2f, %.2f | %d | %d |%n"
                .formatted(
                        run.kind().title(),
                        claims(run),
                        perClaim(run.serveCost().manager(), count),
                        perClaim(run.releaseCost().manager(), count),
                        megabytes(run.peakMemory()),
                        requests.claimWrites() / (double) count - 1,
                        releasing.claimWrites() / (double) count - 1,
                        // One by the loader: it asks for the uid of the pool.
                        requests.reads() - 1,
                        requests.otherWrites() + releasing.otherWrites());
    }

    private static String claims(Run run) {
        var count = String.format(Locale.ROOT, "%,d", run.serve().count());
        return run.rate() > 0 ? count + " at " + number(run.rate()) + "/s" : count;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String perClaim(Duration cpu, int count) {
        return String.format(Locale.ROOT, "%.1f ms", cpu.toNanos() / 1e6 / count);
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }

    private static String megabytes(OptionalLong bytes) {
        return bytes.isPresent() ? bytes.getAsLong() / 1_000_000 + " MB" : "not told";
    }

    private List<Plot.Bar> bars() {
        return runs.stream()
                .filter(run -> run.rate() == 0)
                .flatMap(run -> List.of(
                                new Plot.Bar(
                                        run.kind().title(),
                                        claims(run) + " served",
                                        run.serve().perSecond(),
                                        Floor.mean(floors, run.kind(), Floor::serve)),
                                new Plot.Bar(
                                        run.kind().title(),
                                        claims(run) + " released",
                                        run.release().perSecond(),
                                        Floor.mean(floors, run.kind(), Floor::release)))
                        .stream())
                .toList();
    }
}
