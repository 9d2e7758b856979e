package dev.baton.deployer.adapter.docker;

import dev.baton.deployer.domain.AdoptedInstanceHost;
import dev.baton.deployer.domain.Exit;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** A container that somebody else made. It is stopped when it is retired, and stays for whoever made it. */
public final class AdoptedContainer implements AdoptedInstanceHost {
    private final DockerEngine engine;
    private final AdoptedInstance.Container container;

    public AdoptedContainer(DockerEngine engine, AdoptedInstance.Container container) {
        this.engine = engine;
        this.container = container;
    }

    @Override
    public Observation observe(DeploymentId deployment) {
        try {
            return engine.find(
                            client -> client.inspectContainerCmd(container.id()).exec())
                    .map(ContainerView::of)
                    .map(this::observed)
                    .orElseGet(() -> new Observation.Exited(
                            1, Instant.EPOCH, exit(OptionalInt.empty(), Optional.of("removed by somebody"))));
        } catch (DockerEngine.Failure e) {
            return new Observation.Unknown(e.getMessage());
        }
    }

    @Override
    public StopOutcome stop(DeploymentId deployment, Duration grace) {
        try {
            engine.see(client -> client.stopContainerCmd(container.id())
                    .withTimeout((int) grace.toSeconds())
                    .exec());
            return new StopOutcome.Stopped();
        } catch (DockerEngine.Failure e) {
            return new StopOutcome.Unreachable(e.getMessage());
        }
    }

    /** The engine counts its own restarts only, and anew when a person starts the container again. */
    private Observation observed(ContainerView view) {
        int run = Math.max(view.restarts() - container.restarts(), 0) + 1;
        Optional<String> why = view.outOfMemory() ? Optional.of("out of memory") : Optional.empty();
        return view.status() == ContainerView.Status.ENDED
                ? new Observation.Exited(run, view.startedAt(), exit(view.code(), why))
                : new Observation.Running(
                        run,
                        view.startedAt(),
                        run > 1 ? Optional.of(exit(OptionalInt.empty(), why)) : Optional.empty(),
                        Optional.empty());
    }

    private Exit exit(OptionalInt code, Optional<String> why) {
        return new Exit(code, Optional.of(container.name()), why, false);
    }
}
