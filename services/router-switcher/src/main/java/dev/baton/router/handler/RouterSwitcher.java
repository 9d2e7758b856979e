package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Decision;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Participant;
import dev.baton.deployment.Stage;
import dev.baton.events.Envelope;
import dev.baton.events.RolledBack;
import dev.baton.events.RouteChanged;
import dev.baton.events.SwitchFailed;
import dev.baton.events.Switched;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.router.domain.Nodes;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.RouterEffect;
import dev.baton.router.domain.RouterEffect.FollowRoute;
import dev.baton.router.domain.RouterEffect.MoveTraffic;
import dev.baton.router.domain.RouterEffect.WatchProbation;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * The service: folds every record of the log, and sees to what is due. Folding and deciding take no time and happen
 * where records arrive; everything that waits for the world happens on virtual threads.
 */
@Singleton
@Startup
class RouterSwitcher {

    private static final Logger LOG = Logger.getLogger(RouterSwitcher.class);

    private final Participant<RouterEffect> participant;
    private final Nodes nodes;
    private final Replay replay;
    private final LogFold log;
    private final EventPublisher publisher;
    private final Switchover switchover;
    private final ProbationWatch probation;
    private final SiteKeeper sites;
    private final ReloadNews reloads;
    private final RouteKeeper routes;
    private final CatchUp catchUp;
    private final AdoptedRoutes adopted;
    private final DrainWatch drains;
    private final RouterMetrics metrics;
    private final Background background;
    private final Clock clock;
    private final RouterConfig config;

    @Inject
    RouterSwitcher(
            Participant<RouterEffect> participant,
            Nodes nodes,
            Replay replay,
            LogFold log,
            EventPublisher publisher,
            Switchover switchover,
            ProbationWatch probation,
            SiteKeeper sites,
            ReloadNews reloads,
            RouteKeeper routes,
            CatchUp catchUp,
            AdoptedRoutes adopted,
            DrainWatch drains,
            RouterMetrics metrics,
            Background background,
            Clock clock,
            RouterConfig config) {
        this.participant = participant;
        this.nodes = nodes;
        this.replay = replay;
        this.log = log;
        this.publisher = publisher;
        this.switchover = switchover;
        this.probation = probation;
        this.sites = sites;
        this.reloads = reloads;
        this.routes = routes;
        this.catchUp = catchUp;
        this.adopted = adopted;
        this.drains = drains;
        this.metrics = metrics;
        this.background = background;
        this.clock = clock;
        this.config = config;
    }

    @PostConstruct
    void begin() {
        background.regularly(config.interval(), this::tick);
        if (nodes.self().isPresent()) {
            // By itself: Kafka may take seconds not to answer.
            background.regularly(config.interval(), () -> metrics.routersAlive(nodes.alive()));
        }
    }

    /** One poll's records. */
    @Incoming("log")
    @NonBlocking
    void read(ConsumerRecords<String, byte[]> records) {
        if (replay.end()) {
            replayed();
        }
        records.forEach(record -> log.fold(record, (event, due) -> happened(event.application(), due)));
    }

    private void happened(ApplicationName name, Decision<RouterEffect> due) {
        carryOut(due);
        if (replay.over()) {
            sites.registerSoon();
            background.run(() -> {
                if (nodes.self().isPresent()) {
                    // A switch that another router led may have ended just now.
                    routes.keep(participant.application(name));
                }
                routes.keepPreview(name);
            });
        }
    }

    private void replayed() {
        var applications = participant.applications();
        LOG.infof("read the log to its end, %d applications", applications.size());
        participant.replayed(clock.instant()).forEach(this::carryOut);
        background.run(() -> {
            // The links first: NGINX may serve already by sites that survived.
            applications.forEach(routes::keep);
            replay.settle();
            sites.registerDue(applications);
            catchUp.tryAll();
            nodes.join(() -> background.run(this::begunToLead));
        });
    }

    private void begunToLead() {
        participant.tick(clock.instant()).forEach(this::carryOut);
        Runnable announce = () -> participant.applications().forEach(application -> announceAgain(application.name()));
        if (nodes.self().isPresent()) {
            // What the one that led before has just published is to be read first, or an older route would be the
            // newest record.
            background.runAfter(config.interval(), announce);
        } else {
            announce.run();
        }
    }

    /**
     * The route is published with the switch, unless the process ended in between. The topic keeps only the newest, so
     * nothing is said while a switch is under way: its outcome says it.
     */
    private void announceAgain(ApplicationName name) {
        var application = participant.application(name);
        if (application.switching().isEmpty()) {
            announceServing(application);
        }
    }

    /** Each router proves its own route; the one that leads says it, or does once it leads. */
    private void announceAdopted(ApplicationName name) {
        if (nodes.leads()) {
            announceAgain(name);
        }
    }

    private void announceServing(Application application) {
        RouteDecisions.routeOf(application)
                .ifPresent(route -> application
                        .live()
                        .filter(adopted::isProven)
                        .ifPresent(live -> publish(routeChanged(application, live, route.epoch(), live.enteredBy()))));
    }

    private void tick() {
        if (replay.end()) {
            replayed();
        }
        if (!replay.over()) {
            return;
        }
        participant.tick(clock.instant()).forEach(this::carryOut);
        var applications = participant.applications();
        sites.registerDue(applications);
        reloads.tell();
        applications.forEach(routes::keep);
        catchUp.tryDue();
        applications.forEach(application -> adopted.prove(application, () -> announceAdopted(application.name())));
        applications.forEach(application -> routes.keepPreview(application.name()));
        drains.look(applications);
    }

    private void carryOut(Decision<RouterEffect> decision) {
        decision.events().forEach(this::publish);
        for (var effect : decision.effects()) {
            switch (effect) {
                case MoveTraffic move -> background.run(() -> move(move));
                case FollowRoute follow -> background.run(() -> follow(follow));
                case WatchProbation watch ->
                    probation.begin(watch, outcome -> finished(watch.application(), watch, outcome));
            }
        }
    }

    private void move(MoveTraffic move) {
        var outcome = List.<Envelope<?>>of();
        try {
            var application = participant.application(move.application());
            var target = application.deployment(move.deployment());
            if (target.isPresent() && target.get().stage() instanceof Stage.Switching switching) {
                var ended = metrics.timed(() -> switchover.run(application, target.get(), switching));
                ended.ifPresent(event -> metrics.switchEnded(event.event()));
                outcome = ended.<List<Envelope<?>>>map(List::of).orElse(List.of());
            }
        } finally {
            // Without an outcome the stage stays, and the effect is decided again.
            finished(move.application(), move, outcome);
        }
    }

    private void follow(FollowRoute follow) {
        var outcome = List.<Envelope<?>>of();
        try {
            var application = participant.application(follow.application());
            var target = application.deployment(follow.deployment());
            if (target.isPresent()
                    && target.get().stage() instanceof Stage.Switching switching
                    && switching.intention().epoch() == follow.epoch()) {
                outcome = List.of(switchover.follow(nodes.self().orElseThrow(), application, target.get(), switching));
            }
        } finally {
            finished(follow.application(), follow, outcome);
            // The switch may have ended without this router.
            routes.keep(participant.application(follow.application()));
        }
    }

    /** The former state of the application tells which address and version the new route is about. */
    private void finished(ApplicationName name, RouterEffect effect, List<Envelope<?>> outcome) {
        var before = participant.application(name);
        participant.finished(name, effect, outcome);
        for (var event : outcome) {
            publish(event);
            if (event.event() instanceof Switched switched) {
                announce(before, event, event.deployment(), switched.epoch());
            } else if (event.event() instanceof RolledBack rolledBack) {
                announce(before, event, Optional.of(rolledBack.restored()), rolledBack.epoch());
            } else if (event.event() instanceof SwitchFailed) {
                announceServing(before);
            }
        }
    }

    private void announce(Application application, Envelope<?> cause, Optional<DeploymentId> serving, long epoch) {
        serving.flatMap(application::deployment)
                .ifPresent(deployment -> publish(routeChanged(application, deployment, epoch, cause.id())));
    }

    private Envelope<RouteChanged> routeChanged(
            Application application, Deployment serving, long epoch, EventId cause) {
        return RouteDecisions.follows(
                cause,
                application,
                serving.id(),
                clock.instant(),
                new RouteChanged(serving.slot(), serving.address(), epoch, serving.version()));
    }

    private void publish(Envelope<?> event) {
        LOG.infof(
                "%s %s: %s",
                event.application(),
                event.deployment().map(DeploymentId::toString).orElse("-"),
                event.event());
        publisher.publish(event).subscribe().with(_ -> {}, failure -> {
            LOG.errorf("%s: %s was not published: %s", event.application(), event.type(), failure);
            participant.unpublished(event);
            if (event.event() instanceof RouteChanged) {
                background.runAfter(config.interval(), () -> announceAgain(event.application()));
            }
        });
    }
}
