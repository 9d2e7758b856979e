package dev.baton.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.EventCodec;
import dev.baton.demo.report.DemoReport;
import dev.baton.demo.report.Outage;
import dev.baton.demo.report.Timeline;
import dev.baton.demo.stage.BatonFiles;
import dev.baton.demo.stage.DemoFailure;
import dev.baton.demo.stage.EventFeed;
import dev.baton.demo.stage.Narrator;
import dev.baton.demo.stage.ResidentMemory;
import dev.baton.demo.stage.TipWatch;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.Request;
import dev.baton.events.RolledBack;
import dev.baton.events.SyncComplete;
import dev.baton.load.LoadReport;
import dev.baton.load.LoadRun;
import dev.baton.load.Timebase;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The acts of the demo, in their order. */
final class DemoRun implements AutoCloseable {

    private static final Duration SYNC_LIMIT = Duration.ofSeconds(120);
    private static final Duration SHORT_LIMIT = Duration.ofSeconds(60);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);
    /** How long traffic is watched where nothing else is waited for. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration OUTAGE = Duration.ofSeconds(6);

    private final DemoOptions options;
    private final Narrator narrator;
    private final Stage stage;
    private final Map<String, Long> upMillis = new LinkedHashMap<>();
    private final int listen = FreePorts.next();
    private final List<Integer> slots = FreePorts.take(3);
    private @Nullable EventFeed feed;
    private @Nullable TipWatch tips;
    private @Nullable LoadRun load;

    DemoRun(DemoOptions options, Narrator narrator, Stage stage) {
        this.options = options;
        this.narrator = narrator;
        this.stage = stage;
    }

    /** Plays everything and returns what came out; {@link DemoFailure} where it cannot go on. */
    DemoReport perform() throws IOException, InterruptedException {
        setTheStage();
        EventFeed events = started(feed);
        DeploymentId one = deploy(events, 1);
        LoadRun traffic = startLoad();
        DeploymentId two = deploy(events, 2);
        watch(PAUSE);
        rollBack(events, one);
        promote(events, two);
        Map<String, Long> memory = ResidentMemory.of(stage.files().processes(BatonFiles.MEASURED));
        Timeline timeline = new Timeline(events.seen());
        write(events.seen());
        long blocks = stage.surroundings().chain().height();
        Optional<Outage> outage = options.outage() ? Optional.of(killBaton(events, traffic, two)) : Optional.empty();
        DemoReport.Audit audit = checkAudit(events);
        reachLeastRequests(traffic);
        LoadReport counted = traffic.stop();
        return new DemoReport(
                counted,
                timeline.switches(traffic.answers()),
                timeline.deployments(started(tips).reached()),
                audit,
                outage,
                memory,
                upMillis,
                versions(),
                blocks,
                narrator.seconds());
    }

    private Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>(Prerequisites.versions(options.root()));
        versions.putAll(stage.surroundings().versions());
        return versions;
    }

    /** What load has counted so far; empty before it began. */
    Optional<LoadReport> counted() {
        return Optional.ofNullable(load).map(LoadRun::report);
    }

    private void setTheStage() throws IOException {
        narrator.act("The stage: a chain, a place for databases, and Baton in " + stage.folder());
        stage.surroundings().prepare();
        upMillis.put("first", stage.set(options.blocks()));
        narrator.tell(String.format(Locale.ROOT, "baton up: ready after %.1f s", upMillis.get("first") / 1e3));
        var narration = new EventNarration(narrator);
        var around = stage.surroundings();
        var watch = new TipWatch(around.chain(), around.databaseRole(), around.databasePassword(), Clock.systemUTC());
        tips = watch;
        BatonFiles files = stage.files();
        feed = new EventFeed(
                files.bootstrapServers(),
                files.topicPrefix(),
                new ApplicationName(IndexerDescriptor.APPLICATION),
                envelope -> {
                    narration.tell(envelope);
                    watchTip(watch, envelope);
                });
    }

    private static void watchTip(TipWatch watch, Envelope<?> envelope) {
        if (envelope.event() instanceof DeployAccepted accepted) {
            var sync = accepted.descriptor().sync();
            envelope.deployment()
                    .ifPresent(id -> accepted.database()
                            .ifPresent(database ->
                                    watch.watch(id, database, IndexerDescriptor.HEIGHT_QUERY, sync.tolerance())));
        }
    }

    private DeploymentId deploy(EventFeed events, int version) throws IOException {
        narrator.act("Version " + version + (version == 1 ? ", the first" : ", under load"));
        Path descriptor = new IndexerDescriptor(stage.surroundings(), listen, slots, options.blocksPerSecond())
                .write(version, stage.folder());
        int before = events.size();
        command("deploy", descriptor.toString(), "--version", Integer.toString(version));
        Envelope<DeployAccepted> accepted = events.await(
                before, DeployAccepted.class, _ -> true, "version " + version + " to be accepted", SHORT_LIMIT);
        DeploymentId id = accepted.deployment().orElseThrow();
        events.await(
                before,
                DeployCompleted.class,
                envelope -> envelope.deployment().equals(Optional.of(id)),
                "version " + version + " to be live",
                SYNC_LIMIT);
        return id;
    }

    private LoadRun startLoad() throws InterruptedException {
        narrator.act(String.format(
                Locale.ROOT,
                "Users come: %.0f requests a second to http://127.0.0.1:%d, none may be lost",
                options.requestsPerSecond(),
                listen));
        LoadRun run = LoadRun.start(IndexerTraffic.plan(listen, options.requestsPerSecond()), Timebase.ofSystem());
        load = run;
        watch(PAUSE);
        tellTraffic(run.report());
        return run;
    }

    private void rollBack(EventFeed events, DeploymentId to) throws InterruptedException {
        narrator.act("Back to version 1, at once");
        int before = events.size();
        command("rollback", IndexerDescriptor.APPLICATION, "--reason", "to show the way back");
        events.await(
                before,
                RolledBack.class,
                envelope -> envelope.event().restored().equals(to),
                "the rollback",
                SHORT_LIMIT);
        watch(PAUSE);
    }

    /** The standby may be promoted again once its readiness was proven anew. */
    private void promote(EventFeed events, DeploymentId to) throws InterruptedException {
        narrator.act("And forward again, as soon as version 2 has proven itself anew");
        int before = lastRollback(events);
        events.await(
                before, SyncComplete.class, e -> e.deployment().equals(Optional.of(to)), "SyncComplete", SHORT_LIMIT);
        events.await(
                before, DataVerified.class, e -> e.deployment().equals(Optional.of(to)), "DataVerified", SHORT_LIMIT);
        command("promote", IndexerDescriptor.APPLICATION, "--deployment", to.toString());
        events.await(
                before,
                DeployCompleted.class,
                e -> e.deployment().equals(Optional.of(to)),
                "version 2 to be live again and confirmed",
                SHORT_LIMIT);
    }

    private static int lastRollback(EventFeed events) {
        List<Envelope<?>> seen = events.seen();
        for (int i = seen.size() - 1; i >= 0; i--) {
            if (seen.get(i).event() instanceof RolledBack) {
                return i + 1;
            }
        }
        throw new IllegalStateException("There was no rollback");
    }

    private DemoReport.Audit checkAudit(EventFeed events) {
        narrator.act("Is every step on record?");
        long published = events.seen().stream()
                .filter(e -> e.event() instanceof LifecycleEvent || e.event() instanceof Request)
                .count();
        var questions = new AuditQuestions(stage.files().service("audit"));
        questions.awaitRecords(published);
        announce("audit", "verify");
        DemoReport.Audit audit =
                AuditQuestions.verdict(stage.launcher().tryRun(COMMAND_LIMIT, "audit", "verify", "--json"));
        narrator.tell(String.format(
                Locale.ROOT,
                "%,d audit records, %s",
                audit.records(),
                audit.verified()
                        ? narrator.paint().good("the chain verifies")
                        : narrator.paint().bad("the chain is broken")));
        return audit;
    }

    /** For whoever keeps the folder and wants to know more than the report tells. */
    private void write(List<Envelope<?>> events) throws IOException {
        var codec = new EventCodec();
        Files.write(
                stage.folder().resolve("events.jsonl"),
                events.stream()
                        .map(event -> new String(codec.encode(event), StandardCharsets.UTF_8))
                        .toList());
    }

    private Outage killBaton(EventFeed events, LoadRun traffic, DeploymentId live) throws InterruptedException {
        narrator.act("Baton dies, traffic does not notice");
        // Reading ends before Kafka does: what would follow are complaints.
        events.close(Duration.ZERO);
        LoadReport before = traffic.report();
        Map<String, ProcessHandle> mortal = stage.files().processes(BatonFiles.MORTAL);
        List<String> missing = BatonFiles.MORTAL.stream()
                .filter(name -> !mortal.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new DemoFailure("Not running, so it cannot be killed: " + String.join(", ", missing));
        }
        long start = System.nanoTime();
        mortal.forEach((name, process) -> process.destroyForcibly());
        mortal.values().forEach(process -> process.onExit().join());
        narrator.tell("kill -9: " + String.join(", ", mortal.keySet()));
        watch(OUTAGE);
        LoadReport after = traffic.report();
        var outage = new Outage(
                List.copyOf(mortal.keySet()),
                (System.nanoTime() - start) / 1e9,
                after.requests() - before.requests(),
                after.lostRequests() - before.lostRequests(),
                after.webSocketsBroken() - before.webSocketsBroken());
        tellTraffic(after);
        comeBack(live);
        return outage;
    }

    private void comeBack(DeploymentId live) {
        narrator.act("Baton comes back, and knows where it was");
        long took = stage.up();
        upMillis.put("after kill -9", took);
        narrator.tell(String.format(Locale.ROOT, "baton up: ready after %.1f s", took / 1e3));
        JsonNode known = new AuditQuestions(stage.files().service("audit")).awaitLive(live);
        narrator.tell("live is version " + known.at("/live/version").asText() + ", epoch "
                + known.path("epoch").asText() + ", read back from Kafka");
    }

    private void reachLeastRequests(LoadRun traffic) throws InterruptedException {
        while (traffic.report().requests() < DemoReport.LEAST_REQUESTS) {
            watch(Duration.ofMillis(500));
        }
    }

    private void tellTraffic(LoadReport report) {
        String losses = report.lostRequests() + " lost, " + report.webSocketsBroken() + " WebSockets broken";
        narrator.tell(String.format(
                Locale.ROOT,
                "%,d requests so far, %s",
                report.requests(),
                report.flawless()
                        ? narrator.paint().good(losses)
                        : narrator.paint().bad(losses)));
    }

    private void announce(String... arguments) {
        narrator.tell(narrator.paint().bold("$ baton " + String.join(" ", arguments)));
    }

    private void command(String... arguments) {
        announce(arguments);
        stage.launcher().run(COMMAND_LIMIT, arguments);
    }

    private static void watch(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The stage is not set");
        }
        return part;
    }

    /** Ends the load and the reading; the stage is closed by whoever opened it. */
    @Override
    public void close() {
        if (load != null) {
            endPolitely(load);
        }
        if (tips != null) {
            tips.close();
        }
        if (feed != null) {
            feed.close();
        }
    }

    /** What is cut off by ourselves would be counted as lost. */
    private static void endPolitely(LoadRun load) {
        try (load) {
            load.stop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
