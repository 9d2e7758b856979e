package dev.baton.bench.storm;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.load.AnswerCheck;
import dev.baton.load.AnswerLog;
import dev.baton.load.LoadReport;
import dev.baton.load.LoadRun;
import dev.baton.load.Loss;
import dev.baton.load.Timebase;
import dev.baton.load.wire.LossCause;
import dev.baton.support.Folders;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Switches back and forth under the load of a strict client, by the router's own code and a real NGINX, and then the
 * predecessor's way under the same load. No Kafka: what the events cost is measured by {@code switch-latency}.
 */
@Command(
        name = "switch-storm",
        description = {
            "Requests lost over many switches, beside the way of editing and reloading.",
            "70 HTTP clients (kept and new connections, 1 MB POSTs with checksum, 2 s requests, streams of events) and 8"
                    + " WebSockets. A reset, an early end, a non-2xx or a wrong body is a loss."
        })
public final class SwitchStorm implements Measurement {

    private static final int MOST_SWITCHES = 5_000;
    private static final int QUICK_SWITCHES = 20;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final int PROGRESS_EVERY = 50;
    private static final int SHOWN = 10;

    @Option(
            names = "--switches",
            paramLabel = "N",
            defaultValue = "500",
            description = "By Baton's way. Default: ${DEFAULT-VALUE}.")
    private int switches = 500;

    @Option(
            names = "--predecessor-switches",
            paramLabel = "N",
            defaultValue = "60",
            description = "By editing and reloading, afterwards. Default: ${DEFAULT-VALUE}.")
    private int predecessorSwitches = 60;

    @Option(
            names = "--per-second",
            paramLabel = "N",
            defaultValue = "2",
            description = "Switches a second. Default: ${DEFAULT-VALUE}.")
    private int perSecond = 2;

    @Option(names = "--quick", description = "20 switches each, to try it out.")
    private boolean quick;

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        var ours = quick ? QUICK_SWITCHES : switches;
        var theirs = quick ? QUICK_SWITCHES : predecessorSwitches;
        if (ours < 1
                || ours > MOST_SWITCHES
                || theirs < 0
                || theirs > MOST_SWITCHES
                || perSecond < 1
                || perSecond > 10) {
            throw new MeasurementFailure(
                    "--switches is 1 to 5000, --predecessor-switches is 0 to 5000, " + "--per-second is 1 to 10");
        }
        var folder = Files.createTempDirectory("baton-storm-").toRealPath();
        var vertx = Vertx.vertx();
        try {
            var a = Backend.start(vertx, "a");
            var b = Backend.start(vertx, "b");
            Storm storm;
            try (var way = new Switches(folder.resolve("ours"), vertx, a, b)) {
                storm = storm(way, ours, AnswerCheck.routed(), progress, way::moves);
            }
            Storm predecessor;
            try (var way = new Reloads(folder.resolve("theirs"), a, b)) {
                progress.accept("the same by editing and reloading");
                predecessor = storm(way, theirs, AnswerCheck.notEmpty(), progress, List::of);
            }
            return figures(storm, ours, predecessor, theirs);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            Folders.delete(folder);
        }
    }

    private Storm storm(
            Way way, int turns, AnswerCheck any, Consumer<String> progress, Supplier<List<Switches.Moved>> moves)
            throws IOException, InterruptedException {
        var longest = Duration.ofSeconds(60 + 5L * turns / perSecond);
        try (var run = LoadRun.start(StrictLoad.plan(way.port(), any, longest), Timebase.ofSystem())) {
            TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
            var before = way.processes();
            var begun = System.nanoTime();
            for (var turn = 1; turn <= turns; turn++) {
                way.move(turn);
                if (turn % PROGRESS_EVERY == 0) {
                    var report = run.report();
                    progress.accept(format(
                            "%d switches, %d requests, %d lost", turn, report.requests(), report.lostRequests()));
                }
                var next = begun + TimeUnit.SECONDS.toNanos(turn) / perSecond;
                TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
            }
            var after = way.processes();
            var report = run.stop();
            return new Storm(report, oldAnswers(run.answers(), moves.get()), moves.get(), before, after);
        }
    }

    /** Answers by who had been left, to requests that began after the switch was proven. */
    private static long oldAnswers(AnswerLog answers, List<Switches.Moved> moves) {
        return moves.stream()
                .mapToLong(moved -> answers.byBegunAfter(moved.left().toString(), moved.at())
                        .size())
                .sum();
    }

    private static Figures figures(Storm ours, int switches, Storm theirs, int predecessorSwitches) {
        var report = ours.report();
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(format("%-44s %14s %14s", "", "Baton", "edit + reload"));
        row(lines, "switches", switches, predecessorSwitches);
        row(lines, "requests", report.requests(), theirs.report().requests());
        row(lines, "lost", report.lostRequests(), theirs.report().lostRequests());
        row(lines, "WebSockets cut", report.webSocketsBroken(), theirs.report().webSocketsBroken());
        lines.add(format("%-44s %14d", "old answers after the switch", ours.oldAnswersAfter()));
        lines.add(format(
                "%-44s %14s", "commit, median and p99, microseconds", ours.commit(0.5) + " " + ours.commit(0.99)));
        row(
                lines,
                "NGINX processes before",
                ours.before().count(),
                theirs.before().count());
        row(lines, "NGINX processes after", ours.after().count(), theirs.after().count());
        row(
                lines,
                "NGINX memory before, KiB",
                ours.before().residentKib(),
                theirs.before().residentKib());
        row(
                lines,
                "NGINX memory after, KiB",
                ours.after().residentKib(),
                theirs.after().residentKib());
        report.losses().stream().limit(SHOWN).forEach(loss -> lines.add("lost: " + loss));
        causes(theirs.report()).forEach((cause, count) -> lines.add("lost by edit + reload: " + count + " × " + cause));

        var tree = JsonMapper.builder().build().createObjectNode();
        tree.put("measurement", "switch-storm");
        tree.put("requests", report.requests());
        tree.put("switches", switches);
        tree.put("lost", report.lostRequests());
        tree.put("webSocketsCut", report.webSocketsBroken());
        tree.put("oldAnswersAfter", ours.oldAnswersAfter());
        tree.put("commitP99Ms", ours.commit(0.99) / 1000.0);
        tree.put("predecessorSwitches", predecessorSwitches);
        tree.put("predecessorRequests", theirs.report().requests());
        tree.put("predecessorLost", theirs.report().lostRequests());
        tree.put("predecessorWebSocketsCut", theirs.report().webSocketsBroken());
        tree.put("nginxProcessesBefore", ours.before().count());
        tree.put("nginxProcessesAfter", ours.after().count());
        tree.put("nginxKibBefore", ours.before().residentKib());
        tree.put("nginxKibAfter", ours.after().residentKib());
        return new Figures(lines, tree, report.flawless() && ours.oldAnswersAfter() == 0);
    }

    /** Of the first thousand losses. */
    private static Map<LossCause, Long> causes(LoadReport report) {
        return report.losses().stream()
                .collect(Collectors.groupingBy(Loss::cause, TreeMap::new, Collectors.counting()));
    }

    private static void row(List<String> lines, String name, long ours, long theirs) {
        lines.add(format("%-44s %14d %14d", name, ours, theirs));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private record Storm(
            LoadReport report,
            long oldAnswersAfter,
            List<Switches.Moved> moves,
            NginxProcesses before,
            NginxProcesses after) {

        private long commit(double quantile) {
            var sorted =
                    moves.stream().map(Switches.Moved::commitMicros).sorted().toList();
            return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
        }
    }
}
