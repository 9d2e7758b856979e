package dev.baton.bench.storm;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.load.AnswerCheck;
import dev.baton.load.LoadPlan;
import dev.baton.load.LoadRun;
import dev.baton.load.Timebase;
import dev.baton.load.Traffic;
import dev.baton.load.wire.Target;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * From the event that releases a version to the first answer by it that a user gets: Kafka, the router-switcher as it is
 * shipped, NGINX. The first version is released by DataVerified, then rollbacks and promotes take turns.
 */
@Command(
        name = "switch-latency",
        description = {
            "Time from the releasing event to the first answer by the new version, through Kafka.",
            "One application, two versions, rollbacks and promotes by turns. The answers are those of a client of its own"
                    + " with 4 connections and 400 requests a second: the figures have its 2.5 ms in them."
        })
public final class SwitchLatency implements Measurement {

    private static final int QUICK_TURNS = 10;
    private static final int MOST_TURNS = 1_000;
    private static final int WARM_UP_TURNS = 4;
    private static final Duration TURN_LIMIT = Duration.ofSeconds(20);
    private static final int PAUSE_MILLIS = 400;

    private final Clock clock = Clock.systemUTC();

    @Option(
            names = "--turns",
            paramLabel = "N",
            defaultValue = "100",
            description = "Rollbacks and promotes together. Default: ${DEFAULT-VALUE}.")
    private int turns = 100;

    @Option(names = "--quick", description = "10 turns, to try it out.")
    private boolean quick;

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        if (turns < 1 || turns > MOST_TURNS) {
            throw new MeasurementFailure("--turns is 1 to 1000");
        }
        var vertx = Vertx.vertx();
        try {
            var a = Backend.start(vertx, "a").address();
            var b = Backend.start(vertx, "b").address();
            return RouterStage.play(a, b, clock, progress, (releases, listen) -> measure(releases, listen, progress));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private Figures measure(Releases releases, int listen, Consumer<String> progress) throws InterruptedException {
        var first = DeploymentId.next(clock);
        var second = DeploymentId.next(clock);
        var millis = new ArrayList<Double>();
        releases.prepare(first, Slot.A, "1s");
        releases.verify(first);
        releases.awaitConfirmed(1);
        var plan = new LoadPlan(
                Target.loopback(listen),
                List.of(new Traffic.KeepAliveGets("/", 4, 400, AnswerCheck.routed())),
                Duration.ofMinutes(30),
                1_000_000,
                TURN_LIMIT);
        try (var run = LoadRun.start(plan, Timebase.ofSystem())) {
            RouterStage.awaitAnswer(run, 1, clock.instant(), TURN_LIMIT);
            releases.prepare(second, Slot.B, "1s");
            releases.verify(second);
            releases.awaitConfirmed(2);
            var all = WARM_UP_TURNS + (quick ? QUICK_TURNS : turns);
            for (var turn = 0; turn < all; turn++) {
                var asked = clock.instant();
                if (turn % 2 == 0) {
                    releases.rollBack();
                } else {
                    releases.promote(second);
                }
                var served = RouterStage.awaitAnswer(run, 3L + turn, asked, TURN_LIMIT);
                if (turn >= WARM_UP_TURNS) {
                    millis.add(Duration.between(asked, served).toNanos() / 1e6);
                }
                if (turn % 20 == 19) {
                    progress.accept(turn + 1 + " turns");
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            var report = run.stop();
            return figures(millis, releases.proofs(), report.requests(), report.lostRequests());
        }
    }

    private static Figures figures(List<Double> millis, List<SwitchProof> proofs, long requests, long lost) {
        var commits = proofs.stream().map(proof -> proof.commitMicros() / 1e3).toList();
        var tree = JsonMapper.builder().build().createObjectNode();
        tree.put("measurement", "switch-latency");
        tree.put("turns", millis.size());
        tree.put("p50Ms", quantile(millis, 0.5));
        tree.put("p99Ms", quantile(millis, 0.99));
        tree.put("commitP50Ms", quantile(commits, 0.5));
        tree.put("commitP99Ms", quantile(commits, 0.99));
        tree.put("requests", requests);
        tree.put("lost", lost);
        var text = String.format(
                Locale.ROOT,
                "request to first answer by the other version: median %.1f ms, p99 %.1f ms over %d turns; commit: median"
                        + " %.2f ms, p99 %.2f ms; %d of %d requests lost",
                quantile(millis, 0.5),
                quantile(millis, 0.99),
                millis.size(),
                quantile(commits, 0.5),
                quantile(commits, 0.99),
                lost,
                requests);
        return new Figures(List.of("", text), tree, lost == 0);
    }

    private static double quantile(List<Double> values, double share) {
        var sorted = values.stream().sorted().toList();
        return sorted.isEmpty()
                ? Double.NaN
                : Math.round(sorted.get((int) Math.ceil(share * sorted.size()) - 1) * 100) / 100.0;
    }
}
