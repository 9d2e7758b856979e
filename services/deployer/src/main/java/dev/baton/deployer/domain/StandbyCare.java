package dev.baton.deployer.domain;

import dev.baton.deployer.domain.HealthProbe.Health;
import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.StandbyLost;
import dev.baton.events.StandbyRestored;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Finds out whether the way back is open: whether a standby could serve. */
public final class StandbyCare {

    /** An instance that ended is back sooner, as a rule. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private final HealthProbe health;
    private final SilentSpells spells = new SilentSpells();

    public StandbyCare(HealthProbe health) {
        this.health = health;
    }

    /** What has changed; empty where nothing has, where it is no standby, and where nothing can be said of it. */
    public Optional<LifecycleEvent> look(Deployment deployment, Observation observed, Instant now) {
        if (!(deployment.stage() instanceof Stage.Standby standby)
                || standby.rolledBack()
                || observed instanceof Observation.Unknown) {
            return Optional.empty();
        }
        var answer = observed instanceof Observation.Running
                ? health.ask(deployment.address(), deployment.descriptor().run().health())
                : new Health.Unhealthy("its instance does not run");
        return switch (answer) {
            case Health.Healthy _ -> {
                spells.answered(deployment.id());
                yield deployment.lostAt().map(_ -> new StandbyRestored());
            }
            case Health.Unhealthy(String reason) -> {
                var silent = spells.silent(deployment.id(), now);
                yield deployment.lostAt().isPresent() || silent.compareTo(LONGEST_SILENCE) < 0
                        ? Optional.empty()
                        : Optional.of(
                                new StandbyLost("not healthy for %d s: %s".formatted(silent.toSeconds(), reason)));
            }
        };
    }
}
