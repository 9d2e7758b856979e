package dev.baton.bench.budget;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.codec.BatonJson;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.descriptor.Descriptor;
import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.Slot;
import dev.baton.syncmonitor.adapter.postgres.PostgresConnections;
import dev.baton.syncmonitor.adapter.probe.DescribedArchives;
import dev.baton.syncmonitor.adapter.probe.Endpoints;
import dev.baton.syncmonitor.adapter.probe.Probes;
import dev.baton.syncmonitor.adapter.probe.Web;
import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.sampling.AgreedTip.Answer;
import dev.baton.syncmonitor.domain.sampling.Frugality;
import dev.baton.syncmonitor.domain.sampling.Look;
import dev.baton.syncmonitor.domain.sampling.Observed;
import dev.baton.syncmonitor.domain.sampling.Series;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the sampling and one verification of a long sync cost at a provider that counts calls, beside a poll each minute.
 * The probes, their budget, the series and its pauses are the sync-monitor's; they ask a server on the loopback address
 * over HTTP. Only the clock is made up: pauses are not waited for.
 */
@Command(
        name = "request-budget",
        description = {
            "Calls to a metered source during a long sync, beside a poll each minute.",
            "The provider answers 429 beyond its budget. Time is put forward instead of waited for."
        })
public final class RequestBudget implements Measurement {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration POLL = Duration.ofSeconds(60);
    private static final Duration LAST = Duration.ofMinutes(10);
    private static final Duration LATEST = Duration.ofMinutes(30);
    private static final int SAMPLES = 73;
    private static final int MOST_LOOKS = 1_000_000;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "8",
            description = "How long the sync takes: 1 to 48. Default: ${DEFAULT-VALUE}.")
    private int hours = 8;

    @Option(
            names = "--per-day",
            paramLabel = "N",
            defaultValue = "10000",
            description = "The provider's budget of calls a day. Default: ${DEFAULT-VALUE}.")
    private int perDay = 10_000;

    @Option(
            names = "--per-second",
            paramLabel = "N",
            defaultValue = "25",
            description = "The provider's budget of calls a second. Default: ${DEFAULT-VALUE}.")
    private int perSecond = 25;

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        if (hours < 1 || hours > 48 || perDay < 2_000 || perSecond < 5) {
            throw new MeasurementFailure("--hours is 1 to 48, --per-day 2000 or more, --per-second 5 or more");
        }
        var clock = new VirtualClock(START);
        var limits = new Web.Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 22);
        try (var chain = new MeteredChain(clock, Duration.ofHours(hours), perSecond, perDay);
                var web = new Web(limits)) {
            var endpoints = new Endpoints(web, _ -> Optional.empty(), clock);
            var connections = new PostgresConnections(_ -> Optional.empty());
            var deployment = deployment(chain);
            var ready = sync(chain, clock, new Probes(web, endpoints, connections, limits.answer(), clock), deployment);
            progress.accept("ready " + Duration.between(START, ready).toSeconds() + " s after the start");
            verify(chain, new DescribedArchives(web, endpoints, connections, limits.answer()), deployment, clock);
            return figures(chain, ready);
        }
    }

    /** Looks as the sampler does, until the instance was within the tolerance for long enough; returns when that was. */
    private Instant sync(MeteredChain chain, VirtualClock clock, Probes probes, Deployment deployment) {
        var terms = Terms.of(deployment.descriptor().sync());
        var series = Series.START;
        try (var observed = probes.observed(deployment)) {
            for (var look = 0; look < MOST_LOOKS; look++) {
                series = series.observe(look(observed, clock), terms).next();
                var now = clock.instant();
                var within = series.withinSince();
                if (within.isPresent() && !now.isBefore(within.get().plus(terms.stableFor()))) {
                    return now;
                }
                if (now.isAfter(START.plus(Duration.ofHours(hours)).plus(LATEST))) {
                    break;
                }
                var usual = series.pause(now, terms);
                clock.forward(observed.costly() ? Frugality.pause(usual, series, terms) : usual);
            }
        }
        throw new MeasurementFailure("never ready: the chain is at " + chain.tip() + ", the instance at "
                + chain.height() + ", " + chain.refused() + " requests were refused");
    }

    private static Look look(Observed observed, VirtualClock clock) {
        var ailment = observed.health().ailment();
        var height = observed.height().read();
        List<Answer> tips = observed.tips().stream()
                .map(probe -> new Answer(probe.name(), probe.read()))
                .toList();
        return new Look(clock.instant(), height, tips, ailment);
    }

    /** Asks for the hashes of one verification, one by one: the clock stands still while a request is under way. */
    private void verify(MeteredChain chain, DescribedArchives archives, Deployment deployment, VirtualClock clock) {
        var heights = new TreeSet<Long>();
        new SplittableRandom(7).longs(0, chain.tip()).distinct().limit(SAMPLES).forEach(heights::add);
        var source = archives.source(deployment).orElseThrow();
        for (var height : heights) {
            clock.forward(Duration.ofSeconds(1));
            try {
                source.hashes(new TreeSet<>(List.of(height)));
            } catch (Unreachable unreachable) {
                throw new MeasurementFailure("the verification failed: " + unreachable.getMessage());
            }
        }
    }

    private Figures figures(MeteredChain chain, Instant ready) {
        var calls = chain.calls();
        var last = ready.minus(LAST);
        var early = calls.stream().filter(at -> at.isBefore(last)).count();
        var polling = Duration.between(START, ready).dividedBy(POLL);
        var earlyPolling = Duration.between(START, last).dividedBy(POLL);
        var json = JsonNodeFactory.instance.objectNode();
        json.put("requests", calls.size());
        json.put("budget", perDay);
        json.put("pollingRequests", polling);
        json.put("requestsBeforeLastTenMinutes", early);
        json.put("pollingRequestsBeforeLastTenMinutes", earlyPolling);
        json.put("refused", chain.refused());
        var text = List.of(
                "%d calls in %d hours of sync, of a budget of %d a day and %d a second; %d were refused"
                        .formatted(calls.size(), hours, perDay, perSecond, chain.refused()),
                "before the last ten minutes: %d calls, and %d by a poll each minute".formatted(early, earlyPolling),
                "in the last ten minutes, with a verification of %d blocks: %d calls"
                        .formatted(SAMPLES, calls.size() - early));
        return new Figures(text, json, chain.refused() == 0 && calls.size() <= perDay && early < earlyPolling);
    }

    private Deployment deployment(MeteredChain chain) {
        var json = """
                {"name": "metered", "run": {"runtime": "process", "process": {"command": ["none"]}},
                 "sync": {"height": {"http": {"path": "/height", "pointer": "/height"}},
                          "tip": [{"evm": {"url": "%s", "budget": {"perSecond": %d, "perDay": %d}}}]},
                 "verify": {"blocks": "SELECT height, hash FROM blocks"}, "route": {"listen": 18999}}""".formatted(chain.at("/rpc"), perSecond, perDay);
        try {
            var id = new DeploymentId(UUID.fromString("019aa2c0-0000-7000-8000-000000000001"));
            var event = new EventId("request-budget");
            return new Deployment(
                    id,
                    "1",
                    BatonJson.mapper().readValue(json, Descriptor.class),
                    Slot.A,
                    Address.loopback(chain.port()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "bench",
                    START,
                    new Stage.Starting(),
                    START,
                    event,
                    event,
                    Optional.of(START),
                    0,
                    0,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException(malformed);
        }
    }
}
