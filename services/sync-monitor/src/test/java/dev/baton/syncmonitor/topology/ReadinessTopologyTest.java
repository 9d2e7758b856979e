package dev.baton.syncmonitor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.DataVerified;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.InstanceExited;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.LogMatched;
import dev.baton.events.MilestoneReached;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.ReadinessLost;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.events.SyncStalled;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.Verification;
import dev.baton.support.MemoryFolder;
import dev.baton.syncmonitor.Story;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTopologyTest {

    private static final String PREFIX = "test.";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final DeploymentId GREEN = Story.deployment(1);
    private static final DeploymentId BLUE = Story.deployment(2);
    private static final String SYNC = """
            {"height": {"http": {"path": "/height", "pointer": "/height"}},
             "tip": [{"http": {"url": "http://127.0.0.1:1/tip", "pointer": "/height"}}],
             "tolerance": 2, "stableFor": "5s", "interval": "1s", "stallAfter": "60s", "deadline": "1h", "lease": "40s"}""";
    private static final int STREAK = 6;

    private final EventCodec codec = new EventCodec();
    private final List<String> skipped = new ArrayList<>();
    private Story story = new Story("indexer", Story.descriptor("indexer", SYNC, "null"), 20_000);

    @TempDir(factory = MemoryFolder.class)
    private Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> deployments;
    private TestInputTopic<String, byte[]> samples;
    private TestOutputTopic<String, byte[]> decisions;
    private TestOutputTopic<String, byte[]> assessments;
    private Instant now = START;
    private long sequence;

    @BeforeEach
    void start() {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        var topology = ReadinessTopology.build(PREFIX, (_, _, _, reason) -> skipped.add(reason));
        driver = new TopologyTestDriver(topology, settings, START);
        deployments = driver.createInputTopic(
                Topic.DEPLOYMENTS.in(PREFIX), new StringSerializer(), new ByteArraySerializer());
        samples = driver.createInputTopic(
                Topic.SYNC_PROGRESS.in(PREFIX), new StringSerializer(), new ByteArraySerializer());
        decisions = driver.createOutputTopic(
                Topic.DEPLOYMENTS.in(PREFIX), new StringDeserializer(), new ByteArrayDeserializer());
        assessments = driver.createOutputTopic(
                Topic.SYNC_PROGRESS.in(PREFIX), new StringDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void publishesSyncCompleteAndRenewsItWhileTheDeploymentWaits() {
        startGreen();
        atTip(GREEN, STREAK);
        var first = decided().getFirst();

        assertThat(first.event()).isInstanceOf(SyncComplete.class);
        assertThat(first.deployment()).contains(GREEN);
        atTip(GREEN, 20);
        verified(first);
        atTip(GREEN, 20);

        var renewals = decided();
        assertThat(renewals).hasSize(2).allMatch(renewal -> renewal.event() instanceof SyncComplete);
        assertThat(renewals).extracting(Envelope::id).doesNotHaveDuplicates().doesNotContain(first.id());
    }

    @Test
    void namesTheSampleThatDecidedAsTheCauseAndDerivesTheIdFromIt() {
        startGreen();
        atTip(GREEN, STREAK - 1);
        pass(Duration.ofSeconds(1));
        var last = story.sample(GREEN, ++sequence, 2_000, 2_000, now);
        samples.pipeInput("indexer", codec.encode(last));

        var complete = decided().getFirst();
        assertThat(complete.cause()).contains(last.id());
        assertThat(complete.id()).isEqualTo(last.id().consequence("dev.baton.sync-complete.v1"));
        assertThat(complete.source()).hasToString("/baton/sync-monitor");
    }

    @Test
    void decidesOnceWhenEverySampleComesTwice() {
        startGreen();
        for (var second = 0; second < STREAK + 2; second++) {
            pass(Duration.ofSeconds(1));
            var sample = codec.encode(story.sample(GREEN, ++sequence, 100 + second, 100 + second, now));
            samples.pipeInput("indexer", sample);
            samples.pipeInput("indexer", sample);
        }

        assertThat(decided()).hasSize(1);
    }

    @Test
    void saysThatReadinessIsLostAndProvesItAgain() {
        startGreen();
        atTip(GREEN, STREAK);
        sample(GREEN, 100, 110);
        sample(GREEN, 110, 110);
        atTip(GREEN, STREAK);

        assertThat(decided())
                .extracting(Envelope::type)
                .containsExactly(
                        Event.typeOf(SyncComplete.class),
                        Event.typeOf(ReadinessLost.class),
                        Event.typeOf(SyncComplete.class));
    }

    @Test
    void saysWhereADeploymentStandsWhenAVerdictChangesAndEveryTenSeconds() {
        startGreen();
        for (var second = 0; second < 25; second++) {
            sample(GREEN, 100 + second, 510 + 2L * second);
        }
        var far = read(assessments);
        var last = story.sample(GREEN, ++sequence, 1_000, 1_000, now);
        samples.pipeInput("indexer", codec.encode(last));
        samples.pipeInput("indexer", codec.encode(last));
        var near = read(assessments);

        assertThat(far).as("the first, and after ten and twenty seconds").hasSize(3);
        assertThat(far.getFirst().event()).isInstanceOfSatisfying(ReadinessAssessed.class, assessed -> {
            assertThat(assessed.ready()).isFalse();
            var lag = assessed.findings().stream()
                    .filter(finding -> finding.condition().name().equals("lag"))
                    .findFirst()
                    .orElseThrow();
            assertThat(lag.condition().value()).isEqualTo("410 blocks, 80 %");
            assertThat(lag.since()).isEqualTo(START.plusSeconds(1));
            assertThat(lag.remedy()).contains("408 more blocks; its speed is not known yet");
            assertThat(assessed.findings())
                    .extracting(finding -> finding.remedy().orElse(""))
                    .contains("5 s without a break, once all else holds");
        });
        assertThat(far).extracting(Envelope::id).doesNotHaveDuplicates();
        assertThat(near).singleElement().satisfies(envelope -> {
            assertThat(envelope.cause()).contains(last.id());
            assertThat(envelope.id()).isEqualTo(last.id().consequence("dev.baton.readiness-assessed.v1"));
        });
    }

    @Test
    void tellsEachMilestoneOnceAndOfSeveralTheHighest() {
        startGreen();
        for (var height : List.of(1_500_000L, 1_900_000L, 2_000_000L, 1_999_990L, 2_000_010L, 5_100_000L)) {
            sample(GREEN, height, 9_000_000);
        }

        var reached = decided();
        assertThat(reached)
                .extracting(
                        envelope -> ((MilestoneReached) envelope.event()).mark().orElseThrow())
                .containsExactly(2_000_000L, 5_000_000L);
        assertThat(reached).extracting(Envelope::id).doesNotHaveDuplicates();
    }

    @Test
    void tellsOnceThatTheTipIsNear() {
        startGreen();
        for (var minutes : List.of(40L, 16L, 14L, 20L, 13L, 1L)) {
            pass(Duration.ofSeconds(1));
            var progress = new SyncProgress(
                    ++sequence,
                    now,
                    Optional.of(100 + sequence),
                    Optional.of(900L),
                    Optional.of(1.0),
                    Optional.of(Duration.ofMinutes(minutes)),
                    true,
                    List.of());
            var envelope = Envelope.first(
                    ReadinessTopology.SOURCE, new ApplicationName("indexer"), Optional.of(GREEN), now, progress);
            samples.pipeInput("indexer", codec.encode(envelope));
        }

        assertThat(decided())
                .singleElement()
                .satisfies(envelope -> assertThat(envelope.event())
                        .isInstanceOfSatisfying(MilestoneReached.class, near -> {
                            assertThat(near.milestone()).isEqualTo(MilestoneReached.Milestone.NEAR);
                            assertThat(near.eta()).contains(Duration.ofMinutes(14));
                        }));
    }

    @Test
    void takesTheProofBackWhenTheInstanceEndsByItself() {
        startGreen();
        atTip(GREEN, STREAK);
        var exit = story.of(GREEN, now, new InstanceExited(Optional.of(137), 1, List.of()));
        happens(exit);
        happens(exit);
        atTip(GREEN, STREAK - 1);

        var events = decided();
        assertThat(events)
                .extracting(Envelope::type)
                .containsExactly(Event.typeOf(SyncComplete.class), Event.typeOf(ReadinessLost.class));
        assertThat(events.getLast().cause()).contains(exit.id());
        atTip(GREEN, 1);
        assertThat(decided()).extracting(Envelope::type).containsExactly(Event.typeOf(SyncComplete.class));
    }

    @Test
    void waitsForTheLineThatTheDescriptorAwaitsAndAgainAfterAnExit() {
        var sync = SYNC.substring(0, SYNC.length() - 1) + ", \"log\": \"catchup completed\"}";
        story = new Story("indexer", Story.descriptor("indexer", sync, "null"), 20_000);
        startGreen();
        atTip(GREEN, 2 * STREAK);
        assertThat(decided()).isEmpty();

        happens(story.of(GREEN, now, new LogMatched("catchup completed", 1)));
        atTip(GREEN, STREAK);
        assertThat(decided()).extracting(Envelope::type).containsExactly(Event.typeOf(SyncComplete.class));

        happens(story.of(GREEN, now, new InstanceExited(Optional.of(1), 1, List.of())));
        atTip(GREEN, 2 * STREAK);
        assertThat(decided()).extracting(Envelope::type).containsExactly(Event.typeOf(ReadinessLost.class));
        happens(story.of(GREEN, now, new LogMatched("catchup completed", 2)));
        atTip(GREEN, STREAK);
        assertThat(decided()).extracting(Envelope::type).containsExactly(Event.typeOf(SyncComplete.class));
    }

    @Test
    void whatHasNothingToCatchUpWithStaysReadyForAsLongAsItIsHealthy() {
        var sync = """
                {"height": {"health": "/ready"}, "tip": [{"health": "/ready"}],
                 "stableFor": "5s", "interval": "1s", "stallAfter": "20s", "lease": "40s"}""";
        story = new Story("indexer", Story.descriptor("indexer", sync, "null"), 20_000);
        startGreen();
        for (var second = 0; second < 120; second++) {
            sample(GREEN, 0, 0);
        }
        assertThat(decided()).hasSizeGreaterThan(3).allMatch(event -> event.event() instanceof SyncComplete);
    }

    @Test
    void goesOnAfterAnExitThatSeemsToLieInTheFuture() {
        startGreen();
        happens(story.of(GREEN, now.plusSeconds(86_400), new InstanceExited(Optional.of(1), 1, List.of())));
        atTip(GREEN, STREAK);

        assertThat(decided())
                .singleElement()
                .satisfies(envelope -> assertThat(envelope.event()).isInstanceOf(SyncComplete.class));
    }

    @Test
    void reportsAStallByTheWallClock() {
        startGreen();
        for (var second = 0; second < 70; second++) {
            sample(GREEN, 50, 100 + second);
        }

        var stalled = decided();
        assertThat(stalled).singleElement().satisfies(envelope -> {
            assertThat(envelope.event())
                    .isInstanceOfSatisfying(
                            SyncStalled.class,
                            event -> assertThat(event.reason())
                                    .startsWith("no progress for 60 s; height 50, tip 159; lag"));
        });
    }

    @Test
    void reportsAStallWhenNoSampleComesAtAll() {
        startGreen();
        for (var second = 0; second < 61; second++) {
            pass(Duration.ofSeconds(1));
        }

        assertThat(decided())
                .singleElement()
                .satisfies(envelope -> assertThat(envelope.event())
                        .isInstanceOfSatisfying(
                                SyncStalled.class,
                                stalled -> assertThat(stalled.reason()).contains("nothing was sampled yet")));
    }

    @Test
    void doesNotTakeATimeInWhichTheMachineSleptForAStall() {
        startGreen();
        sample(GREEN, 50, 100);
        pass(Duration.ofMinutes(30));
        sample(GREEN, 50, 100);

        assertThat(decided()).isEmpty();
    }

    @Test
    void watchesARolledBackDeploymentSoThatItCanBePromotedAgain() {
        deploy(BLUE, Slot.A, 1, Optional.empty());
        deploy(GREEN, Slot.B, 2, Optional.of(BLUE));
        happens(story.rolledBack(GREEN, BLUE, Slot.A, 3, now));
        decided();

        atTip(GREEN, STREAK);

        assertThat(decided()).singleElement().satisfies(envelope -> {
            assertThat(envelope.event()).isInstanceOf(SyncComplete.class);
            assertThat(envelope.deployment()).contains(GREEN);
        });
    }

    @Test
    void decidesNothingAboutWhatServesOrIsGone() {
        deploy(BLUE, Slot.A, 1, Optional.empty());
        decided();

        atTip(BLUE, 3 * STREAK);
        atTip(Story.deployment(99), 3 * STREAK);

        assertThat(decided()).isEmpty();
    }

    @Test
    void skipsWhatItCannotReadAndGoesOn() {
        startGreen();
        atTip(GREEN, 2);
        samples.pipeInput("indexer", "<html>".getBytes(UTF_8));
        samples.pipeInput("indexer", new byte[0]);
        deployments.pipeInput("indexer", "{\"specversion\":\"1.0\"}".getBytes(UTF_8));
        samples.pipeInput("another", codec.encode(story.sample(GREEN, 1, 1, 1, now)));
        samples.pipeInput(null, codec.encode(story.sample(GREEN, 1, 1, 1, now)));
        atTip(GREEN, STREAK - 2);

        assertThat(skipped).hasSize(5).anyMatch(reason -> reason.contains("\"another\""));
        assertThat(decided()).hasSize(1);
    }

    private void startGreen() {
        happens(story.accepted(GREEN, Slot.A, Optional.empty(), now));
        happens(story.started(GREEN, now));
    }

    private void deploy(DeploymentId id, Slot slot, long epoch, Optional<DeploymentId> from) {
        happens(story.accepted(id, slot, Optional.empty(), now));
        happens(story.started(id, now));
        happens(story.switchStarted(id, from, slot, epoch, now));
        happens(story.switched(id, from, slot, epoch, now));
        happens(story.confirmed(id, epoch, now));
    }

    private void verified(Envelope<?> complete) {
        var verification = new Verification(now, now.plusSeconds(40), 100, List.of(), List.of());
        var answer = complete.leadsTo(complete.source(), Optional.of(GREEN), now, new DataVerified(verification));
        deployments.pipeInput("indexer", codec.encode(answer));
    }

    private void happens(Envelope<LifecycleEvent> envelope) {
        deployments.pipeInput("indexer", codec.encode(envelope));
    }

    private void atTip(DeploymentId id, int seconds) {
        for (var second = 0; second < seconds; second++) {
            sample(id, 1_000 + sequence, 1_000 + sequence);
        }
    }

    private void sample(DeploymentId id, long height, long tip) {
        pass(Duration.ofSeconds(1));
        Envelope<SyncProgress> envelope = story.sample(id, ++sequence, height, tip, now);
        samples.pipeInput("indexer", codec.encode(envelope));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** What was decided since the last call; the topology reads it back as it does with a broker. */
    private List<Envelope<?>> decided() {
        return read(decisions);
    }

    private List<Envelope<?>> read(TestOutputTopic<String, byte[]> topic) {
        var events = new ArrayList<Envelope<?>>();
        for (var record : topic.readRecordsToList()) {
            assertThat(record.key()).isEqualTo("indexer");
            switch (codec.decode(record.headers(), record.value())) {
                case Decoded.Readable(var envelope) -> events.add(envelope);
                case Decoded.Unreadable(var reason) -> throw new AssertionError(reason);
            }
        }
        return events;
    }
}
