package dev.baton.syncmonitor.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.events.Envelope;
import dev.baton.events.SyncProgress;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.syncmonitor.Story;
import dev.baton.syncmonitor.adapter.file.SeriesFiles;
import dev.baton.syncmonitor.domain.Watchlist;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Observed;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplerTest {

    private static final DeploymentId GREEN = Story.deployment(2);

    private final Instant start = Clock.systemUTC().instant();
    private final AtomicLong height = new AtomicLong(100);
    private final List<SyncProgress> samples = new CopyOnWriteArrayList<>();
    private final Threads threads = new Threads();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        threads.close();
    }

    @Test
    void goesOnFromWhatTheProcessBeforeHadLearned() {
        try (var before = sampler()) {
            before.follow(watchlist().watched());
            await().untilAsserted(() -> assertThat(samples).hasSizeGreaterThan(2));
        }
        var last = samples.getLast();
        samples.clear();
        height.set(40);

        try (var after = sampler()) {
            after.follow(watchlist().watched());
            await().untilAsserted(() -> assertThat(samples).isNotEmpty());
        }
        assertThat(samples.getFirst().sequence()).isEqualTo(last.sequence() + 1);
        assertThat(samples.getFirst().unknown()).anyMatch(why -> why.contains("fell from 100 to 40"));
    }

    @Test
    void saysWhetherTheLastLookFoundItWithinTheTolerance() {
        try (var sampler = sampler()) {
            assertThat(sampler.within(GREEN)).isEmpty();
            sampler.follow(watchlist().watched());
            await().untilAsserted(() -> assertThat(sampler.within(GREEN)).isPresent());
            assertThat(sampler.within(GREEN).flatMap(SyncProgress::height)).contains(100L);
            height.set(10);
            await().untilAsserted(() -> assertThat(sampler.within(GREEN)).isEmpty());
        }
    }

    private Sampler sampler() {
        return new Sampler(
                _ -> new Observed(
                        probe("instance", height), List.of(probe("tip", new AtomicLong(100))), Optional::empty, false),
                threads,
                (_, envelope) -> {
                    record(envelope);
                    return CompletableFuture.completedFuture(null);
                },
                Clock.systemUTC(),
                new SeriesFiles(directory, Clock.systemUTC()));
    }

    private void record(Envelope<?> envelope) {
        if (envelope.event() instanceof SyncProgress sample) {
            samples.add(sample);
        }
    }

    private Watchlist watchlist() {
        var story = new Story("indexer", Story.descriptor("indexer", """
                {"interval": "PT0.1S", "height": {"sql": "SELECT 1"},
                 "tip": [{"http": {"url": "http://127.0.0.1:1/", "pointer": "/height"}}]}""", """
                {"blocks": "SELECT height, hash FROM blocks"}"""), 20_000);
        var database = new DatabaseLocation(Address.loopback(1), "green", "postgres", Optional.empty());
        return Watchlist.EMPTY
                .after(story.accepted(GREEN, Slot.B, Optional.of(database), start))
                .after(story.started(GREEN, start));
    }

    private static HeightProbe probe(String name, AtomicLong height) {
        return new HeightProbe() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Reading read() {
                return new Reading.Height(height.get());
            }
        };
    }
}
