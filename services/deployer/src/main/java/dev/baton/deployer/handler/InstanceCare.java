package dev.baton.deployer.handler;

import dev.baton.deployer.domain.DatabaseHost;
import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.Facts;
import dev.baton.deployer.domain.HealthProbe;
import dev.baton.deployer.domain.HealthProbe.Health;
import dev.baton.deployer.domain.ImageStore;
import dev.baton.deployer.domain.InstanceEnvironment;
import dev.baton.deployer.domain.InstanceEnvironment.Resolution;
import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployer.domain.InstanceHost.StartOutcome;
import dev.baton.deployer.domain.InstanceHosts;
import dev.baton.deployer.domain.Launch;
import dev.baton.deployer.domain.SecretStore;
import dev.baton.deployer.domain.SilentSpells;
import dev.baton.deployer.domain.StandbyCare;
import dev.baton.deployer.domain.Upkeep;
import dev.baton.deployer.domain.Upkeep.Care;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.descriptor.Container;
import dev.baton.descriptor.Run;
import dev.baton.events.GreenFailed;
import dev.baton.events.GreenStarted;
import dev.baton.events.InstanceExited;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.LogMatched;
import dev.baton.model.ApplicationName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Starts instances and keeps them running: one step at a time, each from what the world shows at that moment. */
final class InstanceCare {
    private static final Logger LOG = Logger.getLogger(InstanceCare.class);

    /** How soon to ask a starting instance again: at first often, since many are up at once. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final InstanceHosts instances;
    private final DatabaseCare databases;
    private final HealthProbe health;
    private final SecretStore secrets;
    private final Clock clock;
    private final SilentSpells spells = new SilentSpells();

    /** How long the place where an instance runs could not be asked. */
    private final SilentSpells away = new SilentSpells();

    private final ImageCare images;
    private final StandbyCare standbys;

    InstanceCare(
            InstanceHosts instances,
            ImageStore images,
            DatabaseHost databases,
            HealthProbe health,
            SecretStore secrets,
            Clock clock) {
        this.instances = instances;
        this.databases = new DatabaseCare(databases, secrets);
        this.health = health;
        this.secrets = secrets;
        this.clock = clock;
        this.images = new ImageCare(images, clock);
        this.standbys = new StandbyCare(health);
    }

    /** One step towards, or in keeping, a running instance of the deployment as it stands. */
    Step step(ApplicationName application, Deployment deployment) {
        Instant now = clock.instant();
        Observation observed = instances.of(deployment).observe(deployment.id());
        if (!(observed instanceof Observation.Unknown)) {
            away.answered(deployment.id());
        }
        if (!(deployment.stage() instanceof Stage.Starting)) {
            databases.keep(application, deployment);
        }
        Optional<LifecycleEvent> changed = standbys.look(deployment, observed, now);
        if (changed.isPresent()) {
            LOG.warnf("%s: standby %s: %s", application, deployment.id(), changed.get());
            return tell(application, deployment, changed.get());
        }
        return switch (Upkeep.of(deployment, observed, now)) {
            case Care.Nothing _ -> readOutput(application, deployment, observed);
            case Care.Wait(String reason) -> hostIsAway(application, deployment, reason, now);
            case Care.AskHealth(Instant since, Optional<String> waitsFor) ->
                askHealth(application, deployment, since, waitsFor, now);
            case Care.CheckHealth _ -> checkHealth(application, deployment, observed, now);
            case Care.Start _ -> start(application, deployment, now);
            case Care.Pause(Duration left) -> pause(deployment, left);
            case Care.ReportExit(OptionalInt code, int exits) -> {
                LOG.warnf(
                        "%s: the instance of deployment %s (%s) ended by itself, exit code %s, %d so far",
                        application, deployment.id(), deployment.stage().name(), text(code), exits);
                yield tell(
                        application,
                        deployment,
                        new InstanceExited(boxed(code), exits, lastLogLines(application, deployment)));
            }
            case Care.GiveUp(String cause, OptionalInt code) -> giveUp(application, deployment, cause, code);
        };
    }

    /** A candidate is given the time it has to start; what serves waits for as long as it takes. */
    private Step hostIsAway(ApplicationName application, Deployment deployment, String reason, Instant now) {
        Duration silent = away.silent(deployment.id(), now);
        if (silent.isZero()) {
            LOG.errorf("%s: deployment %s cannot be looked after: %s", application, deployment.id(), reason);
        }
        Duration limit = deployment.descriptor().run().startTimeout();
        if (Upkeep.isCandidate(deployment.stage()) && silent.compareTo(limit) >= 0) {
            return giveUp(
                    application,
                    deployment,
                    "for run.startTimeout, %d s: %s".formatted(limit.toSeconds(), reason),
                    OptionalInt.empty());
        }
        return deployment.stage() instanceof Stage.Starting ? new Step.Again(LONGEST_WAIT) : Step.Done.silently();
    }

    private Step askHealth(
            ApplicationName application, Deployment deployment, Instant since, Optional<String> waitsFor, Instant now) {
        Run run = deployment.descriptor().run();
        Health answer = waitsFor.<Health>map(Health.Unhealthy::new)
                .orElseGet(() -> health.ask(deployment.address(), run.health()));
        return switch (answer) {
            case Health.Healthy _ -> {
                LOG.infof("%s: deployment %s is up at %s", application, deployment.id(), deployment.address());
                yield tell(application, deployment, new GreenStarted(deployment.address(), since));
            }
            case Health.Unhealthy(String reason) -> {
                Duration waited = Duration.between(since, now);
                Duration limit = run.serving().flatMap(Container::startTimeout).orElse(run.startTimeout());
                yield waited.compareTo(limit) < 0
                        ? new Step.Again(wait(waited))
                        : giveUp(
                                application,
                                deployment,
                                "the instance was not healthy within its startTimeout, %d s: %s"
                                        .formatted(limit.toSeconds(), reason),
                                OptionalInt.empty());
            }
        };
    }

    /** What hangs would never catch up: it is given as long as it had to start. */
    private Step checkHealth(ApplicationName application, Deployment deployment, Observation observed, Instant now) {
        Run run = deployment.descriptor().run();
        return switch (health.ask(deployment.address(), run.health())) {
            case Health.Healthy _ -> {
                spells.answered(deployment.id());
                yield readOutput(application, deployment, observed);
            }
            case Health.Unhealthy(String reason) ->
                spells.silent(deployment.id(), now).compareTo(run.startTimeout()) < 0
                        ? Step.Done.silently()
                        : giveUp(
                                application,
                                deployment,
                                "the instance runs and has not been healthy for run.startTimeout, %d s: %s"
                                        .formatted(run.startTimeout().toSeconds(), reason),
                                OptionalInt.empty());
        };
    }

    /** Whether the line that {@code sync.log} describes is there by now. */
    private Step readOutput(ApplicationName application, Deployment deployment, Observation observed) {
        Optional<String> awaited = deployment
                .descriptor()
                .sync()
                .log()
                .filter(_ -> deployment.logMatchedAt().isEmpty());
        return observed instanceof Observation.Running running
                        && awaited.filter(pattern ->
                                        instances.of(deployment).hasPrinted(deployment.id(), Pattern.compile(pattern)))
                                .isPresent()
                ? tell(application, deployment, new LogMatched(awaited.get(), running.run()))
                : Step.Done.silently();
    }

    private Step start(ApplicationName application, Deployment deployment, Instant now) {
        return switch (images.see(application, deployment, now)) {
            case ImageCare.Outcome.Had _ -> resolveAndLaunch(application, deployment, now);
            case ImageCare.Outcome.Next(Step step) -> step;
            case ImageCare.Outcome.Missing(String reason) -> cannotRun(application, deployment, reason);
            case ImageCare.Outcome.Away(String reason) -> hostIsAway(application, deployment, reason, now);
        };
    }

    private Step resolveAndLaunch(ApplicationName application, Deployment deployment, Instant now) {
        return switch (InstanceEnvironment.resolve(application, deployment, secrets)) {
            case Resolution.Incomplete(List<String> reasons) ->
                cannotRun(application, deployment, String.join("; ", reasons));
            case Resolution.Ready(Launch launch, Optional<Access> database) ->
                database.flatMap(access -> withoutDatabase(application, deployment, access, now))
                        .orElseGet(() -> launch(application, deployment, launch, now));
        };
    }

    private Optional<Step> withoutDatabase(
            ApplicationName application, Deployment deployment, Access access, Instant now) {
        return switch (databases.see(application, deployment, access, now)) {
            case DatabaseCare.Outcome.Had _ -> Optional.empty();
            case DatabaseCare.Outcome.Awaited(Duration waited) -> Optional.of(new Step.Again(wait(waited)));
            case DatabaseCare.Outcome.Missing(String reason) -> Optional.of(cannotRun(application, deployment, reason));
        };
    }

    private Step launch(ApplicationName application, Deployment deployment, Launch launch, Instant now) {
        return switch (instances.of(deployment).start(launch)) {
            case StartOutcome.Running(boolean found) -> {
                LOG.infof(
                        "%s: the instance of deployment %s, version %s, %s at %s",
                        application,
                        deployment.id(),
                        deployment.version(),
                        found ? "runs" : "was started",
                        deployment.address());
                yield deployment.stage() instanceof Stage.Starting
                        ? new Step.Again(SHORTEST_WAIT)
                        : Step.Done.silently();
            }
            case StartOutcome.Underway(Instant since) -> new Step.Again(wait(Duration.between(since, now)));
            case StartOutcome.NotStarted(String reason) -> cannotRun(application, deployment, reason);
            case StartOutcome.Unknown(String reason) -> hostIsAway(application, deployment, reason, now);
        };
    }

    /** A candidate ends here; what serves, or may serve again, is tried again at every tick. */
    private Step cannotRun(ApplicationName application, Deployment deployment, String reason) {
        if (Upkeep.isCandidate(deployment.stage())) {
            return giveUp(application, deployment, reason, OptionalInt.empty());
        }
        LOG.errorf(
                "%s: the instance of deployment %s (%s) does not run and cannot be started: %s",
                application, deployment.id(), deployment.stage().name(), reason);
        return new Step.Again(Duration.ofSeconds(10));
    }

    private Step giveUp(ApplicationName application, Deployment deployment, String cause, OptionalInt code) {
        LOG.errorf("%s: deployment %s failed: %s", application, deployment.id(), cause);
        return tell(
                application, deployment, new GreenFailed(cause, boxed(code), lastLogLines(application, deployment)));
    }

    /** Without the secrets' values it cannot be known what to black out, so nothing is shown. */
    private List<String> lastLogLines(ApplicationName application, Deployment deployment) {
        return switch (InstanceEnvironment.resolve(application, deployment, secrets)) {
            case Resolution.Ready ready ->
                instances
                        .of(deployment)
                        .lastLogLines(deployment.id(), ready.launch().redaction());
            case Resolution.Incomplete _ -> List.of();
        };
    }

    private Step tell(ApplicationName application, Deployment deployment, LifecycleEvent event) {
        return Step.Done.with(Facts.of(application, deployment, clock.instant(), event));
    }

    private static Step pause(Deployment deployment, Duration left) {
        LOG.debugf("deployment %s is started again in %d ms", deployment.id(), left.toMillis());
        return new Step.Again(left);
    }

    /** A tenth of the time that has passed: late by at most ten percent. */
    private static Duration wait(Duration waited) {
        Duration tenth = waited.dividedBy(10);
        if (tenth.compareTo(SHORTEST_WAIT) < 0) {
            return SHORTEST_WAIT;
        }
        return tenth.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : tenth;
    }

    private static Optional<Integer> boxed(OptionalInt code) {
        return code.isPresent() ? Optional.of(code.getAsInt()) : Optional.empty();
    }

    private static String text(OptionalInt code) {
        return code.isPresent() ? Integer.toString(code.getAsInt()) : "unknown";
    }
}
