package dev.baton.syncmonitor.handler;

import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import dev.baton.events.SyncProgress;
import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.Watchlist.Attention;
import dev.baton.syncmonitor.domain.Watchlist.Watched;
import dev.baton.syncmonitor.domain.sampling.AgreedTip;
import dev.baton.syncmonitor.domain.sampling.Frugality;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Look;
import dev.baton.syncmonitor.domain.sampling.Observed;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.sampling.Series;
import dev.baton.syncmonitor.domain.sampling.SeriesStore;
import dev.baton.syncmonitor.topology.ReadinessTopology;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/** The sampling of one deployment: looks, publishes, and waits as long as the series says. One look at a time. */
final class Sampling {

    private static final Logger LOG = Logger.getLogger(Sampling.class);

    /** What is only shown to people is sampled that many times less often. */
    private static final int LOOSELY = 10;

    private final Watched watched;
    private final Observed observed;
    private final Terms terms;
    private final Threads threads;
    private final Publisher publisher;
    private final Clock clock;

    private final SeriesStore store;

    private Series series;
    private Series kept = Series.START;
    private Optional<SyncProgress> last = Optional.empty();
    private Attention attention;
    private Optional<Future<?>> next = Optional.empty();
    private boolean stopped;

    /** @param store where it goes on from, and what it leaves to the next process */
    Sampling(Watched watched, Observed observed, Threads threads, Publisher publisher, Clock clock, SeriesStore store) {
        this.watched = watched;
        this.observed = observed;
        this.terms = Terms.of(watched.deployment().descriptor().sync());
        this.attention = watched.attention();
        this.threads = threads;
        this.publisher = publisher;
        this.clock = clock;
        this.store = store;
        this.series = store.load(watched.deployment().id())
                .map(before -> before.resumed(clock.instant()))
                .orElse(Series.START);
    }

    /** Looks from then on, or from the end of the first interval where that is sooner. */
    synchronized void start(Duration delay) {
        schedule(delay.compareTo(terms.interval()) < 0 ? delay : terms.interval());
    }

    /** Looks more or less often; more often begins at once. */
    synchronized void attend(Attention wanted) {
        var sooner = wanted == Attention.CLOSE && attention == Attention.LOOSE;
        attention = wanted;
        if (sooner && next.filter(waiting -> waiting.cancel(false)).isPresent()) {
            schedule(Duration.ZERO);
        }
    }

    /** The last look's sample, where that found it within the tolerance of the tip, with nothing unknown. */
    synchronized Optional<SyncProgress> within() {
        return last.filter(_ -> series.withinSince().isPresent());
    }

    /** Publishes nothing any more, and lets go of the probes, at the latest when the look under way is over. */
    synchronized void stop() {
        stopped = true;
        keep();
        next.ifPresent(waiting -> waiting.cancel(false));
        threads.start(observed::close);
    }

    private void keep() {
        if (series.agreed().lookedAt().isPresent()) {
            store.save(watched.deployment().id(), series);
            kept = series;
        }
    }

    private synchronized void schedule(Duration pause) {
        if (stopped) {
            observed.close();
        } else {
            next = Optional.of(threads.startAfter(pause, this::look));
        }
    }

    private void look() {
        synchronized (this) {
            next = Optional.empty();
        }
        var pause = terms.interval();
        try {
            pause = take(see());
        } catch (RuntimeException fault) {
            LOG.errorf(
                    fault,
                    "%s %s: a sample failed in a way that no probe foresees",
                    watched.application(),
                    watched.deployment().id());
        } finally {
            schedule(pause);
        }
    }

    /** The height is read before the tip, so that an instance never seems to be ahead of its chain. */
    private Look see() {
        var ailment = CompletableFuture.supplyAsync(observed.health()::ailment, threads.virtual());
        var height = observed.height().read();
        var tips = observed.tips().stream()
                .map(probe -> CompletableFuture.supplyAsync(() -> answer(probe), threads.virtual()))
                .toList();
        List<AgreedTip.Answer> answers =
                tips.stream().map(CompletableFuture::join).toList();
        return new Look(clock.instant(), height, answers, ailment.join());
    }

    private synchronized Duration take(Look look) {
        if (stopped) {
            return Duration.ZERO;
        }
        var observation = series.observe(look, terms);
        series = observation.next();
        last = Optional.of(observation.sample());
        if (series.outdates(kept)) {
            keep();
        }
        var envelope = Envelope.first(
                ReadinessTopology.SOURCE,
                watched.application(),
                Optional.of(watched.deployment().id()),
                look.at(),
                observation.sample());
        publisher.publish(Topic.SYNC_PROGRESS, envelope).exceptionally(this::lost);
        return switch (attention) {
            case CLOSE -> close(series.pause(clock.instant(), terms));
            case LOOSE -> loose(terms.interval().multipliedBy(LOOSELY));
        };
    }

    private Duration close(Duration usual) {
        return observed.costly() ? Frugality.pause(usual, series, terms) : usual;
    }

    private Duration loose(Duration usual) {
        return observed.costly() ? Frugality.loosely(usual) : usual;
    }

    private static AgreedTip.Answer answer(HeightProbe probe) {
        Reading reading = probe.read();
        return new AgreedTip.Answer(probe.name(), reading);
    }

    /** The next sample says what this one would have said. */
    private Void lost(Throwable failure) {
        LOG.warnf(
                "%s %s: a sample could not be published: %s",
                watched.application(), watched.deployment().id(), failure.getMessage());
        return null;
    }
}
