package dev.baton.bench.rollback;

import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.bench.storm.Releases;
import dev.baton.bench.storm.RouterStage;
import dev.baton.load.AnswerCheck;
import dev.baton.load.LoadPlan;
import dev.baton.load.LoadRun;
import dev.baton.load.Timebase;
import dev.baton.load.Traffic;
import dev.baton.load.wire.Target;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A version that fails some of its requests goes live, again and again, and is to be gone by itself: Kafka, the
 * router-switcher as it is shipped, NGINX. Then rollbacks by hand.
 */
@Command(
        name = "auto-rollback",
        description = {
            "Time until a version that fails 5 % of its requests is gone by itself, and what it cost.",
            "The breach is when enough requests had failed for the rule, by the version's own record; back is the first"
                    + " answer by the version before. Rollbacks by hand afterwards: from the request to the first answer."
        })
public final class AutoRollback implements Measurement {

    private static final int MOST_ROUNDS = 100;
    private static final int MOST_PER_SECOND = 2_000;
    private static final double ALLOWED_PERCENT = 1;
    private static final Duration TURN_LIMIT = Duration.ofSeconds(60);
    private static final int PAUSE_MILLIS = 500;

    private final Clock clock = Clock.systemUTC();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "Versions that disappoint, and as many rollbacks by hand times four. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--per-second",
            paramLabel = "N",
            defaultValue = "100",
            description = "Requests a second. Default: ${DEFAULT-VALUE}.")
    private int perSecond = 100;

    @Option(
            names = "--fails-one-in",
            paramLabel = "N",
            defaultValue = "20",
            description = "One in so many requests is failed. Default: ${DEFAULT-VALUE}.")
    private int failsOneIn = 20;

    @Option(names = "--quick", description = "1 round, to try it out.")
    private boolean quick;

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        if (rounds < 1 || rounds > MOST_ROUNDS || perSecond < 10 || perSecond > MOST_PER_SECOND || failsOneIn < 1) {
            throw new MeasurementFailure(
                    "--rounds is 1 to 100, --per-second is 10 to 2000, --fails-one-in is 1 or more");
        }
        var vertx = Vertx.vertx();
        try {
            var good = Version.start(vertx, clock);
            var bad = Version.start(vertx, clock);
            return RouterStage.play(
                    good.address(),
                    bad.address(),
                    clock,
                    progress,
                    (releases, listen) -> measure(releases, bad, listen, progress));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private Figures measure(Releases releases, Version bad, int listen, Consumer<String> progress)
            throws InterruptedException {
        var first = DeploymentId.next(clock);
        releases.prepare(first, Slot.A, "1s");
        releases.verify(first);
        var plan = new LoadPlan(
                Target.loopback(listen),
                List.of(new Traffic.KeepAliveGets("/", 4, perSecond, AnswerCheck.routed())),
                Duration.ofMinutes(30),
                2_000_000,
                TURN_LIMIT);
        releases.awaitConfirmed(1);
        var outcome = new Outcome();
        try (var run = LoadRun.start(plan, Timebase.ofSystem())) {
            var epoch = 1L;
            awaitAnswer(run, epoch, clock.instant());
            var second = DeploymentId.next(clock);
            var all = quick ? 1 : rounds;
            for (var round = 1; round <= all; round++) {
                second = DeploymentId.next(clock);
                bad.beginFailing(failsOneIn);
                var lostBefore = run.report().lostRequests();
                releases.prepare(second, Slot.B, "5m");
                releases.verify(second);
                var live = awaitAnswer(run, ++epoch, clock.instant());
                var back = awaitAnswer(run, ++epoch, live);
                var reason = releases.awaitRolledBack(round).reason();
                var breach = bad.breachedAt(ALLOWED_PERCENT)
                        .orElseThrow(() -> new MeasurementFailure("It was taken back before it had failed: " + reason));
                var failed = bad.failed();
                var lost = run.report().lostRequests() - lostBefore;
                outcome.automatic(live, breach, back, failed, lost, reason);
                progress.accept(reason);
                if (round < all) {
                    releases.retire(second);
                }
            }
            bad.beginFailing(Integer.MAX_VALUE);
            for (var turn = 1; turn <= 4 * all; turn++) {
                releases.promote(second);
                awaitAnswer(run, ++epoch, clock.instant());
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                var asked = clock.instant();
                releases.rollBack();
                outcome.byHand(Duration.between(asked, awaitAnswer(run, ++epoch, asked)));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return outcome.figures();
        }
    }

    private static Instant awaitAnswer(LoadRun run, long epoch, Instant since) throws InterruptedException {
        return RouterStage.awaitAnswer(run, epoch, since, TURN_LIMIT);
    }
}
