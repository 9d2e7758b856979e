package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Participant;
import dev.baton.deployment.Stage;
import dev.baton.events.Envelope;
import dev.baton.events.SwitchConfirmed;
import dev.baton.router.domain.ProbationRecord;
import dev.baton.router.domain.ProbationRecord.Verdict;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.RouterEffect;
import dev.baton.router.domain.RouterEffect.WatchProbation;
import dev.baton.router.domain.Site;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Asks a deployment that has just got the traffic for its health, as users would, until its probation ends. */
@Singleton
class ProbationWatch {

    private static final Logger LOG = Logger.getLogger(ProbationWatch.class);

    private final Participant<RouterEffect> participant;
    private final Prober prober;
    private final Background background;
    private final Clock clock;
    private final RouterConfig config;

    @Inject
    ProbationWatch(
            Participant<RouterEffect> participant,
            Prober prober,
            Background background,
            Clock clock,
            RouterConfig config) {
        this.participant = participant;
        this.prober = prober;
        this.background = background;
        this.clock = clock;
        this.config = config;
    }

    /** @param done gets the event that ends the watch, or nothing where the probation ended otherwise; called once */
    void begin(WatchProbation watch, Consumer<List<Envelope<?>>> done) {
        next(watch, ProbationRecord.begin(), done);
    }

    private void next(WatchProbation watch, ProbationRecord record, Consumer<List<Envelope<?>>> done) {
        background.runAfter(config.interval(), () -> {
            try {
                check(watch, record, done);
            } catch (RuntimeException bug) {
                // Ended without an outcome, it is decided upon and begun again.
                done.accept(List.of());
                throw bug;
            }
        });
    }

    private void check(WatchProbation watch, ProbationRecord before, Consumer<List<Envelope<?>>> done) {
        var watched = watched(watch);
        if (watched.isEmpty()) {
            done.accept(List.of());
            return;
        }
        var deployment = watched.get();
        var route = new Route(deployment.slot(), watch.epoch(), deployment.id());
        var answer = prober.ask(
                Site.frontOf(deployment), deployment.descriptor().run().health());
        // A switch may have begun meanwhile; what was asked then says nothing about this probation.
        var application = participant.application(watch.application());
        if (watched(watch).isEmpty() || application.switching().isPresent()) {
            next(watch, before, done);
            return;
        }
        var record = before.with(answer, route);
        switch (record.verdict(clock.instant(), until(deployment))) {
            case Verdict.Open _ -> next(watch, record, done);
            case Verdict.Passed(var checks) ->
                done.accept(List.of(RouteDecisions.follows(
                        deployment.enteredBy(),
                        application,
                        deployment.id(),
                        clock.instant(),
                        new SwitchConfirmed(watch.epoch(), checks))));
            case Verdict.Breached(var reason) -> breached(watch, record, application, reason, done);
        }
    }

    private void breached(
            WatchProbation watch,
            ProbationRecord record,
            Application application,
            String reason,
            Consumer<List<Envelope<?>>> done) {
        var rollback = RouteDecisions.automaticRollback(application, reason, clock.instant());
        if (rollback.isPresent()) {
            done.accept(List.of(rollback.get()));
        } else {
            LOG.errorf(
                    "%s %s: %s, and there is no standby to go back to",
                    watch.application(), watch.deployment(), reason);
            next(watch, record, done);
        }
    }

    private Optional<Deployment> watched(WatchProbation watch) {
        return participant
                .application(watch.application())
                .deployment(watch.deployment())
                .filter(deployment ->
                        deployment.stage() instanceof Stage.Probation probation && probation.epoch() == watch.epoch());
    }

    private static Instant until(Deployment deployment) {
        return deployment.stage() instanceof Stage.Probation probation ? probation.until() : Instant.MAX;
    }
}
