package dev.baton.syncmonitor.handler;

import dev.baton.events.SyncProgress;
import dev.baton.model.DeploymentId;
import dev.baton.syncmonitor.domain.Watchlist.Watched;
import dev.baton.syncmonitor.domain.sampling.Observatory;
import dev.baton.syncmonitor.domain.sampling.SeriesStore;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Keeps one sampling for each deployment that is to be watched, and none for others. Of many that begin at once each
 * begins a moment after the one before, within its interval, so that they do not all look at once then and ever after.
 */
public final class Sampler implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Sampler.class);

    private static final Duration APART = Duration.ofMillis(1);

    private final Observatory observatory;
    private final Threads threads;
    private final Publisher publisher;
    private final Clock clock;
    private final SeriesStore store;
    private final Map<DeploymentId, Sampling> running = new HashMap<>();

    /** One that begins anew with each process. */
    public Sampler(Observatory observatory, Threads threads, Publisher publisher, Clock clock) {
        this(observatory, threads, publisher, clock, SeriesStore.NONE);
    }

    /** @param store what the process before has learned, and what this one leaves to the next */
    public Sampler(Observatory observatory, Threads threads, Publisher publisher, Clock clock, SeriesStore store) {
        this.observatory = observatory;
        this.threads = threads;
        this.publisher = publisher;
        this.clock = clock;
        this.store = store;
    }

    /** From now on these are sampled. */
    public synchronized void follow(Stream<Watched> watched) {
        var wanted = watched.collect(Collectors.toMap(it -> it.deployment().id(), Function.identity()));
        running.entrySet().removeIf(entry -> {
            if (wanted.containsKey(entry.getKey())) {
                return false;
            }
            entry.getValue().stop();
            LOG.infof("%s: no longer sampled", entry.getKey());
            return true;
        });
        var already = running.size();
        wanted.forEach((id, it) -> running.computeIfAbsent(id, _ -> begin(it, running.size() - already))
                .attend(it.attention()));
    }

    /** The last look at a deployment, where that found it within the tolerance of its tip; none was taken at first. */
    public synchronized Optional<SyncProgress> within(DeploymentId deployment) {
        return Optional.ofNullable(running.get(deployment)).flatMap(Sampling::within);
    }

    /** How many deployments are sampled. */
    public synchronized int size() {
        return running.size();
    }

    @Override
    public void close() {
        follow(Stream.empty());
    }

    private Sampling begin(Watched watched, int before) {
        LOG.infof(
                "%s %s: sampled from now on",
                watched.application(), watched.deployment().id());
        var sampling =
                new Sampling(watched, observatory.observed(watched.deployment()), threads, publisher, clock, store);
        sampling.start(APART.multipliedBy(before));
        return sampling;
    }
}
