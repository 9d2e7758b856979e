package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Participant;
import dev.baton.deployment.Stage;
import dev.baton.events.Envelope;
import dev.baton.events.SwitchConfirmed;
import dev.baton.model.DeploymentId;
import dev.baton.router.domain.AfterBreach;
import dev.baton.router.domain.LagRecord;
import dev.baton.router.domain.Nodes;
import dev.baton.router.domain.ProbationRecord;
import dev.baton.router.domain.ProbationRecord.Verdict;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.QueriedValues;
import dev.baton.router.domain.RequestRecord;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.RouterEffect;
import dev.baton.router.domain.RouterEffect.WatchProbation;
import dev.baton.router.domain.SampleFeed;
import dev.baton.router.domain.Site;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Asks a deployment that has just got the traffic for its health, as users would, and looks at what users are answered
 * and at what else the descriptor names, until its probation ends.
 */
@Singleton
class ProbationWatch {

    private static final Logger LOG = Logger.getLogger(ProbationWatch.class);

    private final Participant<RouterEffect> participant;
    private final Nodes nodes;
    private final Prober prober;
    private final RequestRecord requests;
    private final SampleFeed samples;
    private final QueriedValues values;
    private final Background background;
    private final Clock clock;
    private final RouterConfig config;

    @Inject
    ProbationWatch(
            Participant<RouterEffect> participant,
            Nodes nodes,
            Prober prober,
            RequestRecord requests,
            SampleFeed samples,
            QueriedValues values,
            Background background,
            Clock clock,
            RouterConfig config) {
        this.participant = participant;
        this.nodes = nodes;
        this.prober = prober;
        this.requests = requests;
        this.samples = samples;
        this.values = values;
        this.background = background;
        this.clock = clock;
        this.config = config;
    }

    /** @param done gets the event that ends the watch, or nothing where the probation ended otherwise; called once */
    void begin(WatchProbation watch, Consumer<List<Envelope<?>>> done) {
        if (!(inProbation(watch).orElse(null) instanceof Deployment deployment
                && deployment.stage() instanceof Stage.Probation probation)) {
            done.accept(List.of());
            return;
        }
        var route = new Route(deployment.slot(), watch.epoch(), watch.deployment());
        var evidence = evidence(watch, route, deployment, probation.standby());
        next(new Watched(watch, route, evidence, Optional.empty()), ProbationRecord.begin(), outcome -> {
            evidence.close();
            done.accept(outcome);
        });
    }

    private Evidence evidence(
            WatchProbation watch, Route route, Deployment deployment, Optional<DeploymentId> standby) {
        var policy = deployment.descriptor().rollback();
        var uncounted = RequestRecord.healthPaths(participant.application(watch.application()));
        var lag = policy.lag().map(bound -> LagRecord.begin(deployment.id(), standby, bound));
        return new Evidence(
                deployment,
                requests.count(watch.application(), route, standby, uncounted),
                lag,
                lag.map(_ -> samples.open(watch.application())),
                new QueryWatch(watch.application(), policy.promql(), values, background, config.queryInterval()));
    }

    private void next(Watched watched, ProbationRecord record, Consumer<List<Envelope<?>>> done) {
        background.runAfter(config.interval(), () -> {
            try {
                check(watched, record, done);
            } catch (RuntimeException bug) {
                // Ended without an outcome, it is decided upon and begun again.
                done.accept(List.of());
                throw bug;
            }
        });
    }

    private void check(Watched watched, ProbationRecord before, Consumer<List<Envelope<?>>> done) {
        var watch = watched.watch();
        var inProbation = inProbation(watch);
        if (inProbation.isEmpty()) {
            watched.breachedSince()
                    .ifPresent(since -> LOG.infof(
                            "%s %s: its probation has ended, breached since %s",
                            watch.application(), watch.deployment(), since));
            done.accept(List.of());
            return;
        }
        var deployment = inProbation.get();
        var answer = prober.ask(
                Site.frontOf(deployment, config.ownHost()),
                deployment.descriptor().run().health());
        // A switch may have begun meanwhile; what was asked then says nothing about this probation.
        var application = participant.application(watch.application());
        if (inProbation(watch).isEmpty() || application.switching().isPresent()) {
            next(watched, before, done);
            return;
        }
        var record = before.with(answer, watched.route());
        var breach = watched.evidence().breach(deployment);
        if (breach.isPresent()) {
            breached(watched, record, application, deployment, breach.get(), done);
            return;
        }
        switch (record.verdict(clock.instant(), until(deployment))) {
            case Verdict.Open _ -> next(breachOver(watched), record, done);
            // Who leads confirms, by what it saw itself; the others watch on, since they may go back until then.
            case Verdict.Passed _ when !nodes.leads() -> next(breachOver(watched), record, done);
            case Verdict.Passed(var checks) -> {
                breachOver(watched);
                done.accept(List.of(RouteDecisions.follows(
                        deployment.enteredBy(),
                        application,
                        deployment.id(),
                        clock.instant(),
                        new SwitchConfirmed(
                                watch.epoch(), checks, watched.evidence().unknown(), Optional.empty()))));
            }
            case Verdict.Breached(var reason) -> breached(watched, record, application, deployment, reason, done);
        }
    }

    private void breached(
            Watched watched,
            ProbationRecord record,
            Application application,
            Deployment deployment,
            String reason,
            Consumer<List<Envelope<?>>> done) {
        if (!(deployment.stage() instanceof Stage.Probation probation)) {
            done.accept(List.of());
            return;
        }
        var where = nodes.self().map(self -> "at router " + self + ": ").orElse("");
        var seen = new AfterBreach.Watched(record.passed(), watched.evidence().unknown());
        var leads = nodes.leads();
        switch (AfterBreach.of(application, deployment, where + reason, seen, probation, leads, clock.instant())) {
            case AfterBreach.GoBack(var intention) -> done.accept(List.of(intention));
            case AfterBreach.End(var confirmed) -> done.accept(List.of(confirmed));
            case AfterBreach.WatchOn(var why) -> next(withoutWayBack(watched, reason, why), record, done);
        }
    }

    /** Says a breach that leads nowhere when it begins, not at each check of which nothing new comes. */
    private Watched withoutWayBack(Watched watched, String reason, String why) {
        if (watched.breachedSince().isPresent()) {
            return watched;
        }
        LOG.errorf(
                "%s %s: %s, and %s",
                watched.watch().application(), watched.watch().deployment(), reason, why);
        return watched.breached(Optional.of(clock.instant()));
    }

    private static Watched breachOver(Watched watched) {
        watched.breachedSince()
                .ifPresent(since -> LOG.infof(
                        "%s %s: the breach that began at %s is over",
                        watched.watch().application(), watched.watch().deployment(), since));
        return watched.breached(Optional.empty());
    }

    private Optional<Deployment> inProbation(WatchProbation watch) {
        return participant
                .application(watch.application())
                .deployment(watch.deployment())
                .filter(deployment ->
                        deployment.stage() instanceof Stage.Probation probation && probation.epoch() == watch.epoch());
    }

    private static Instant until(Deployment deployment) {
        return deployment.stage() instanceof Stage.Probation probation ? probation.until() : Instant.MAX;
    }

    /**
     * A probation with what is learned during it.
     *
     * @param breachedSince since when it is breached, where there is no standby to go back to
     */
    private record Watched(WatchProbation watch, Route route, Evidence evidence, Optional<Instant> breachedSince) {

        Watched breached(Optional<Instant> since) {
            return new Watched(watch, route, evidence, since);
        }
    }
}
