package dev.baton.bench.readiness.throughput;

import dev.baton.events.Envelope;
import dev.baton.events.SyncProgress;
import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.sampling.AgreedTip.Answer;
import dev.baton.syncmonitor.domain.sampling.Look;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.sampling.Series;
import dev.baton.syncmonitor.topology.ReadinessTopology;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The samples of one application that comes from far behind and then stays at the tip for the last third, as the sampler's
 * own series makes them of looks at an instance and three sources.
 */
final class Samples {

    private static final Duration STEP = Duration.ofSeconds(1);
    private static final long FAR = 20_000_000;
    private static final long BLOCKS = 50_000;

    private final Beginnings application;
    private final Terms terms;
    private final int count;
    private Series series = Series.START;

    Samples(Beginnings application, int count) {
        this.application = application;
        this.terms = Terms.of(application.descriptor().sync());
        this.count = count;
    }

    /** How long the last third lasts. */
    static Duration atTip(int count) {
        return STEP.multipliedBy(count / 3);
    }

    /** One each second, the one in the middle at that time. */
    List<Envelope<SyncProgress>> around(Instant middle) {
        var first = middle.minus(STEP.multipliedBy(count / 2));
        var arrival = count - count / 3;
        return Stream.iterate(0, i -> i < count, i -> i + 1)
                .map(i -> sample(first.plus(STEP.multipliedBy(i)), FAR + i, Math.max(0, arrival - i) * BLOCKS))
                .toList();
    }

    private Envelope<SyncProgress> sample(Instant at, long tip, long lag) {
        var told = new Reading.Height(tip);
        var look = new Look(
                at,
                new Reading.Height(tip - lag),
                List.of(
                        new Answer("evm http://10.0.0.1:8545", told),
                        new Answer("evm http://10.0.0.2:8545", told),
                        new Answer("evm http://10.0.0.3:8545", told)),
                Optional.empty());
        var observation = series.observe(look, terms);
        series = observation.next();
        return Envelope.first(
                ReadinessTopology.SOURCE,
                application.application(),
                Optional.of(application.deployment()),
                at,
                observation.sample());
    }
}
