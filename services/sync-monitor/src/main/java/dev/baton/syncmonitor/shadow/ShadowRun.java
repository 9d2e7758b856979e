package dev.baton.syncmonitor.shadow;

import dev.baton.descriptor.Gates;
import dev.baton.events.Envelope;
import dev.baton.syncmonitor.adapter.postgres.PostgresConnections;
import dev.baton.syncmonitor.adapter.probe.DescribedArchives;
import dev.baton.syncmonitor.adapter.probe.Endpoints;
import dev.baton.syncmonitor.adapter.probe.Probes;
import dev.baton.syncmonitor.adapter.probe.Web;
import dev.baton.syncmonitor.adapter.secret.FileSecrets;
import dev.baton.syncmonitor.handler.Publisher;
import dev.baton.syncmonitor.handler.Sampler;
import dev.baton.syncmonitor.handler.Threads;
import dev.baton.syncmonitor.handler.Verifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One watch from its beginning to its report: the service's own sampler and verifier, with a queue in this process where
 * Kafka is otherwise, and the other tool's file beside it.
 */
final class ShadowRun {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration STEP = Duration.ofMillis(100);

    // As application.properties has them.
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration QUERY = Duration.ofSeconds(60);
    private static final long LONGEST_ANSWER = 4_194_304;

    private final Assignment assignment;
    private final Clock clock;
    private final Predicate<Line> print;
    private final CountDownLatch interrupted;
    private final Optional<NginxFile> router;
    private final Shadow shadow;
    private final Instant startedAt;
    private final BlockingQueue<Envelope<?>> published = new LinkedBlockingQueue<>();
    private boolean unread;

    /**
     * A watch that has not begun.
     *
     * @param print says whether somebody still reads
     * @param interrupted ends the watch when it is counted down
     * @throws IllegalArgumentException where the other tool's file is of no use
     */
    ShadowRun(Assignment assignment, Clock clock, Predicate<Line> print, CountDownLatch interrupted) {
        this.assignment = assignment;
        this.clock = clock;
        this.print = print;
        this.interrupted = interrupted;
        this.router = assignment.router().map(path -> NginxFile.before(path, assignment.inRouter()));
        this.shadow = new Shadow(assignment, clock);
        this.startedAt = clock.instant();
    }

    /** Watches until there is nothing more to wait for, and tells what was seen; the report is printed, too. */
    Report report() {
        var secrets = new FileSecrets(assignment.secrets(), System.getenv());
        var connections = new PostgresConnections(secrets);
        Publisher publisher = (_, envelope) -> {
            published.add(envelope);
            return CompletableFuture.completedFuture(null);
        };
        try (var threads = new Threads();
                var web = new Web(new Web.Limits(CONNECT, ANSWER, LONGEST_ANSWER))) {
            var endpoints = new Endpoints(web, secrets, clock);
            var archives = new DescribedArchives(web, endpoints, connections, QUERY);
            try (var sampler = new Sampler(
                            new Probes(web, endpoints, connections, ANSWER, clock), threads, publisher, clock);
                    var verifier = new Verifier(
                            archives, threads, publisher, clock, new SimpleMeterRegistry(), sampler::within)) {
                sampler.follow(Stream.of(shadow.watched()));
                watch(verifier);
            }
        }
        var report = shadow.comparison().report(assignment, startedAt, clock.instant(), notChecked());
        boolean _ = print.test(report);
        return report;
    }

    private void watch(Verifier verifier) {
        router.ifPresent(file -> tell(List.of(new Line.Note(
                startedAt, "requests go to " + file.targets() + "; the other tool's switch is awaited there"))));
        var nextLook = startedAt;
        while (!isOver()) {
            var envelope = next();
            var now = clock.instant();
            envelope.ifPresent(it -> tell(shadow.take(it, now)));
            if (!now.isBefore(nextLook)) {
                nextLook = now.plus(LOOK);
                tell(shadow.tick(now));
                router.ifPresent(file -> look(file, now));
            }
            verifier.follow(shadow.due());
        }
    }

    private void look(NginxFile file, Instant now) {
        var seen = file.look(now);
        seen.note().ifPresent(note -> tell(List.of(note)));
        if (seen.switched()) {
            tell(shadow.otherSwitched(now));
        }
    }

    private boolean isOver() {
        var now = clock.instant();
        var comparison = shadow.comparison();
        var compared = comparison
                .other()
                .filter(other ->
                        comparison.isDecided() || !now.isBefore(other.at().plus(assignment.after())))
                .isPresent();
        return compared
                || unread
                || interrupted.getCount() == 0
                || assignment
                        .longest()
                        .filter(limit -> !now.isBefore(startedAt.plus(limit)))
                        .isPresent();
    }

    private Optional<Envelope<?>> next() {
        try {
            return Optional.ofNullable(published.poll(STEP.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            unread = true;
            return Optional.empty();
        }
    }

    private void tell(List<Line> lines) {
        for (var line : lines) {
            unread |= !print.test(line);
        }
    }

    /** What a service that started green itself would know, and nobody here does. */
    private List<String> notChecked() {
        var unknown = new ArrayList<String>();
        unknown.add("restarts of green: whoever started it knows them");
        assignment
                .descriptor()
                .sync()
                .log()
                .ifPresent(line -> unknown.add("sync.log (" + line + "): nobody here reads what green prints"));
        if (!assignment.descriptor().gates().equals(Gates.DEFAULT)) {
            unknown.add("gates: what Baton would have waited for after it was proven");
        }
        if (assignment.router().isPresent()) {
            unknown.add(
                    "whether NGINX took the changed file: the time of the other tool's switch is that of its edit, seen"
                            + " up to " + LOOK.toSeconds() + " s later");
        } else {
            unknown.add("the other tool's switch: --nginx-config was not given");
        }
        if (assignment.descriptor().verify().isPresent()
                && assignment.blueDatabase().isEmpty()) {
            unknown.add("green's data against blue's: --blue-database was not given");
        }
        if (assignment.blue().isEmpty()) {
            unknown.add("green's answers against blue's: --blue was not given");
        }
        return unknown;
    }
}
