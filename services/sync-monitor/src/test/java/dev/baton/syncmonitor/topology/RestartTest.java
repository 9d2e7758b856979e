package dev.baton.syncmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.deployment.Application;
import dev.baton.events.Envelope;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.Slot;
import dev.baton.support.MemoryFolder;
import dev.baton.syncmonitor.Story;
import dev.baton.syncmonitor.domain.readiness.Assessments;
import dev.baton.syncmonitor.domain.readiness.Marks;
import dev.baton.syncmonitor.domain.readiness.Readiness;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept in memory beside the stores is never missed by a task that begins anew. */
class RestartTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SAMPLED_UNTIL = START.plusSeconds(41).toString();
    private static final DeploymentId GREEN = Story.deployment(1);

    @TempDir(factory = MemoryFolder.class)
    private Path state;

    @Test
    void decidesTheSameWhetherItRestartsAfterEachRecordOrNever() {
        var story = story();

        var restarted = play(story, true);
        var unbroken = play(story, false);

        var ofSamples = restarted.stream().takeWhile(line -> line.compareTo(SAMPLED_UNTIL) < 0);
        assertThat(ofSamples)
                .hasSizeGreaterThan(6)
                .containsExactlyElementsOf(unbroken.stream()
                        .takeWhile(line -> line.compareTo(SAMPLED_UNTIL) < 0)
                        .toList());
        assertThat(restarted.getLast())
                .as("what was planned is planned anew; time that nobody watched is no stall")
                .contains("SyncStalled");
        assertThat(unbroken.getLast()).contains("SyncStalled");
    }

    /** A sync with a milestone, a proof, a loss, a silence and a stall. */
    private static List<Envelope<?>> story() {
        var story = new Story("indexer", Story.descriptor("indexer", """
                {"height": {"http": {"path": "/height", "pointer": "/height"}},
                 "tip": [{"http": {"url": "http://127.0.0.1:1/tip", "pointer": "/height"}}],
                 "tolerance": 2, "stableFor": "5s", "interval": "1s", "stallAfter": "60s", "lease": "40s"}""", "null"), 20_000);
        var told = new ArrayList<Envelope<?>>();
        told.add(story.accepted(GREEN, Slot.A, Optional.empty(), START));
        told.add(story.started(GREEN, START));
        for (var second = 1; second <= 40; second++) {
            var tip = 1_999_995L + second;
            var height = second < 12 ? tip - 50 : Math.min(tip, 2_000_017);
            told.add(story.sample(GREEN, second, height, tip, START.plusSeconds(second)));
        }
        return told;
    }

    /** What is published, each with its time and its text. */
    private List<String> play(List<Envelope<?>> story, boolean restarting) {
        var codec = new EventCodec();
        var context = new MockProcessorContext<String, byte[]>(new Properties(), new TaskId(0, 0), state.toFile());
        add(context, ReadinessTopology.APPLICATIONS, JsonSerde.of(Application.class));
        add(context, ReadinessTopology.READINESS, JsonSerde.of(Readiness.class));
        add(context, ReadinessTopology.ASSESSED, JsonSerde.of(Assessments.class));
        add(context, ReadinessTopology.MARKS, JsonSerde.of(Marks.class));
        context.setCurrentSystemTimeMs(START.toEpochMilli());
        var processor = begin(context);
        for (var envelope : story) {
            context.setCurrentSystemTimeMs(envelope.time().toEpochMilli());
            processor.process(new Record<>("indexer", codec.encode(envelope), 0, new RecordHeaders()));
            if (restarting) {
                processor = begin(context);
            }
            tick(context);
        }
        for (var second = 1; second <= 90; second++) {
            context.setCurrentSystemTimeMs(START.plusSeconds(40 + second).toEpochMilli());
            tick(context);
        }
        return context.forwarded().stream()
                .map(forwarded -> codec.decode(
                        forwarded.record().headers(), forwarded.record().value()))
                .map(decoded -> decoded instanceof Decoded.Readable(var envelope)
                        ? envelope.time() + " "
                                + envelope.cause().map(EventId::value).orElse("") + " " + envelope.event()
                        : "unreadable")
                .toList();
    }

    private static ReadinessProcessor begin(MockProcessorContext<String, byte[]> context) {
        var processor = new ReadinessProcessor((_, _, _, reason) -> {
            throw new AssertionError(reason);
        });
        processor.init(context);
        return processor;
    }

    private static void tick(MockProcessorContext<String, byte[]> context) {
        context.scheduledPunctuators().getLast().getPunctuator().punctuate(context.currentSystemTimeMs());
    }

    private static <T> void add(MockProcessorContext<String, byte[]> context, String name, Serde<T> values) {
        var store = Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
    }
}
