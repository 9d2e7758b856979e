package dev.baton.syncmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.SyncStalled;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
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

/** What is said while no sample comes, because the sampler is dead or its instance is gone. */
class SilenceTest {

    private static final String PREFIX = "test.";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final DeploymentId GREEN = Story.deployment(1);

    /** Ten of them and fifteen seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(25);

    private static final Duration STEP = Duration.ofSeconds(5);

    private final EventCodec codec = new EventCodec();
    private final Story story = new Story("indexer", Story.descriptor("indexer", """
            {"height": {"http": {"path": "/height", "pointer": "/height"}},
             "tip": [{"http": {"url": "http://127.0.0.1:1/tip", "pointer": "/height"}}],
             "tolerance": 2, "stableFor": "5s", "interval": "1s", "stallAfter": "60s", "deadline": "1h", "lease": "40s"}""", "null"), 20_000);

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
        driver = new TopologyTestDriver(ReadinessTopology.build(PREFIX, (_, _, _, _) -> {}), settings, START);
        deployments = driver.createInputTopic(
                Topic.DEPLOYMENTS.in(PREFIX), new StringSerializer(), new ByteArraySerializer());
        samples = driver.createInputTopic(
                Topic.SYNC_PROGRESS.in(PREFIX), new StringSerializer(), new ByteArraySerializer());
        decisions = driver.createOutputTopic(
                Topic.DEPLOYMENTS.in(PREFIX), new StringDeserializer(), new ByteArrayDeserializer());
        assessments = driver.createOutputTopic(
                Topic.SYNC_PROGRESS.in(PREFIX), new StringDeserializer(), new ByteArrayDeserializer());
        deployments.pipeInput("indexer", codec.encode(story.accepted(GREEN, Slot.A, Optional.empty(), now)));
        deployments.pipeInput("indexer", codec.encode(story.started(GREEN, now)));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void saysThatNoSampleComesAndAgainEachTenSecondsUntilTheDeploymentHasStalled() {
        sample(100, 500);
        assertThat(assessed()).hasSize(1);

        pass(SILENCE.minus(STEP));
        assertThat(assessed()).isEmpty();
        pass(STEP);
        var first = assessed();
        pass(Duration.ofSeconds(30));
        var more = assessed();
        pass(Duration.ofSeconds(90));

        assertThat(first).singleElement().satisfies(envelope -> {
            assertThat(envelope.deployment()).contains(GREEN);
            assertThat(envelope.event()).isInstanceOfSatisfying(ReadinessAssessed.class, assessed -> {
                assertThat(assessed.ready()).isFalse();
                assertThat(assessed.findings()).singleElement().satisfies(finding -> {
                    assertThat(finding.condition().name()).isEqualTo("samples");
                    assertThat(finding.condition().value()).isEqualTo("unknown: no sample that counts for 25 s");
                    assertThat(finding.condition().holds()).isFalse();
                    assertThat(finding.since()).isEqualTo(START.plusSeconds(1));
                    assertThat(finding.remedy()).isPresent();
                });
            });
        });
        assertThat(more).hasSize(3).extracting(Envelope::id).doesNotHaveDuplicates();
        assertThat(assessed()).as("less than ten seconds before the stall").isEmpty();
        assertThat(read(decisions))
                .singleElement()
                .satisfies(envelope -> assertThat(envelope.event()).isInstanceOf(SyncStalled.class));
    }

    @Test
    void saysWhereItStandsAsSoonAsSamplesComeAgain() {
        sample(100, 500);
        pass(SILENCE);
        assessed();

        sample(200, 500);

        assertThat(assessed())
                .singleElement()
                .satisfies(envelope -> assertThat(((ReadinessAssessed) envelope.event()).findings())
                        .hasSizeGreaterThan(5));
        pass(Duration.ofSeconds(20));
        assertThat(assessed()).isEmpty();
    }

    @Test
    void awaitsTheFirstSampleAsWell() {
        pass(SILENCE.minus(STEP));
        assertThat(assessed()).isEmpty();
        pass(STEP.multipliedBy(2));
        assertThat(assessed()).hasSize(1);
    }

    @Test
    void doesNotTakeATimeInWhichItWasNotThereForSilence() {
        sample(100, 500);
        assessed();
        now = now.plus(Duration.ofMinutes(30));
        driver.advanceWallClockTime(Duration.ofMinutes(30));
        pass(SILENCE.minus(STEP));
        assertThat(assessed()).isEmpty();
        pass(STEP);
        assertThat(assessed()).hasSize(1);
    }

    private void sample(long height, long tip) {
        now = now.plusSeconds(1);
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        samples.pipeInput("indexer", codec.encode(story.sample(GREEN, ++sequence, height, tip, now)));
    }

    private void pass(Duration time) {
        for (var passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(STEP)) {
            now = now.plus(STEP);
            driver.advanceWallClockTime(STEP);
        }
    }

    private List<Envelope<?>> assessed() {
        return read(assessments);
    }

    private List<Envelope<?>> read(TestOutputTopic<String, byte[]> topic) {
        var events = new ArrayList<Envelope<?>>();
        for (var record : topic.readRecordsToList()) {
            if (codec.decode(record.headers(), record.value()) instanceof Decoded.Readable(var envelope)) {
                events.add(envelope);
            }
        }
        return events;
    }
}
