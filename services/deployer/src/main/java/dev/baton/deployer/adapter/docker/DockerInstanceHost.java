package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.model.Container;
import dev.baton.deployer.adapter.docker.ContainerRecords.Entry;
import dev.baton.deployer.domain.InstanceHost;
import dev.baton.deployer.domain.Launch;
import dev.baton.deployer.domain.LogTail;
import dev.baton.deployer.domain.Program;
import dev.baton.deployer.domain.Redaction;
import dev.baton.model.DeploymentId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs each instance as containers of a Docker engine, in a network of its own. What is there is recognised by its
 * labels, so that a deployer which died in between finds it, as one does whose engine was restarted.
 */
public final class DockerInstanceHost implements InstanceHost {
    private final DockerEngine engine;
    private final String installation;
    private final ContainerRecords records;
    private final Networks networks;
    private final Volumes volumes;
    private final Exits exits;
    private final ContainerLogs logs;
    private final Startup startup;
    private final Instant bootedAt;
    private final Clock clock;

    /**
     * A host on one engine.
     *
     * @param records where it keeps what the engine does not tell
     * @param installation marks what this Baton makes, where several share an engine
     */
    public DockerInstanceHost(DockerEngine engine, Path records, String installation, Clock clock) {
        this.engine = engine;
        this.installation = installation;
        this.clock = clock;
        this.records = new ContainerRecords(records);
        this.networks = new Networks(engine);
        this.volumes = new Volumes(engine);
        this.exits = new Exits(engine, clock);
        this.logs = new ContainerLogs(engine, this.records);
        this.bootedAt = Boot.time(Path.of("/proc"));
        this.startup = new Startup(engine, installation, this.records, logs, clock);
    }

    @Override
    public StartOutcome start(Launch launch) {
        try {
            return startup.step(launch, containers(launch), view(launch.deployment()), blameless(launch.deployment()));
        } catch (DockerEngine.Unreachable e) {
            return new StartOutcome.Unknown(e.getMessage());
        } catch (DockerEngine.Refused e) {
            return new StartOutcome.NotStarted(launch.redaction().apply(e.getMessage()));
        }
    }

    @Override
    public Observation observe(DeploymentId deployment) {
        try {
            InstanceView view = view(deployment);
            note(deployment, view);
            return view.observe(blameless(deployment), exits::last);
        } catch (DockerEngine.Unreachable e) {
            return new Observation.Unknown(e.getMessage());
        } catch (DockerEngine.Refused e) {
            return new Observation.Unknown("the Docker engine refuses to tell of the instance: " + e.getMessage());
        }
    }

    @Override
    public List<String> lastLogLines(DeploymentId deployment, Redaction redaction) {
        try {
            return LogTail.of(logs.ofSuspect(deployment, view(deployment)), redaction);
        } catch (DockerEngine.Failure _) {
            return LogTail.of(records.output(deployment, Optional.empty()), redaction);
        }
    }

    @Override
    public boolean hasPrinted(DeploymentId deployment, Pattern line) {
        try {
            return view(deployment).containers().stream()
                    .filter(container -> container.status() == ContainerView.Status.RUNNING)
                    .filter(container -> !container.once())
                    .anyMatch(container -> logs.hasPrinted(container, line, clock.instant()));
        } catch (DockerEngine.Failure _) {
            return false;
        }
    }

    /** The last one first: what needs the others is gone before them. */
    @Override
    public StopOutcome stop(DeploymentId deployment, Duration grace) {
        try {
            InstanceView view = view(deployment);
            for (ContainerView container : view.containers().reversed()) {
                engine.see(client -> client.stopContainerCmd(container.id())
                        .withTimeout((int) grace.toSeconds())
                        .exec());
                logs.keep(deployment, container);
            }
            // Before they go: that they are missing from now on is nobody's fault.
            records.forget(deployment);
            view.containers().reversed().forEach(this::remove);
            volumes.of(deployment, false).forEach(volumes::remove);
            networks.remove(deployment);
            return new StopOutcome.Stopped();
        } catch (DockerEngine.Failure e) {
            return new StopOutcome.Unreachable(e.getMessage());
        }
    }

    @Override
    public Set<DeploymentId> deployments() {
        try {
            Set<DeploymentId> found = new TreeSet<>();
            engine.ask(client -> client.listContainersCmd()
                            .withShowAll(true)
                            .withLabelFilter(List.of(Labels.INSTALLATION + "=" + installation))
                            .exec())
                    .forEach(container -> deployment(container).ifPresent(found::add));
            return found;
        } catch (DockerEngine.Failure _) {
            return Set.of();
        }
    }

    /** What ended together with the engine, the machine or all of Baton did not end by itself. */
    private Predicate<ContainerView> blameless(DeploymentId deployment) {
        boolean stopped = records.stopped(deployment);
        return container -> stopped
                || engine.outages().covers(container.finishedAt())
                || container.startedAt().isBefore(bootedAt);
    }

    private void remove(ContainerView container) {
        logs.forget(container);
        engine.see(client -> client.removeContainerCmd(container.id())
                .withForce(true)
                .withRemoveVolumes(true)
                .exec());
    }

    /** Everything of exactly this deployment but its database, which has a life of its own. */
    private InstanceView view(DeploymentId deployment) {
        List<ContainerView> found = engine
                .ask(client -> client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(Labels.of(deployment))
                        .exec())
                .stream()
                .filter(container ->
                        !Labels.DATABASE.equals(container.getLabels().get(Labels.CONTAINER)))
                .map(Container::getId)
                .flatMap(id ->
                        engine.find(client -> client.inspectContainerCmd(id).exec()).stream())
                .map(ContainerView::of)
                .toList();
        return new InstanceView(found, records.of(deployment));
    }

    /** So that it is noticed when one is missing. */
    private void note(DeploymentId deployment, InstanceView view) {
        view.containers().stream()
                .filter(container -> container.status() != ContainerView.Status.CREATED)
                .forEach(container -> records.note(
                        deployment,
                        container.name(),
                        new Entry(container.ended() + (container.failed() ? 0 : 1), container.done())));
    }

    private static Optional<DeploymentId> deployment(Container container) {
        return Stream.ofNullable(container.getLabels().get(Labels.DEPLOYMENT))
                .flatMap(text -> {
                    try {
                        return Stream.of(DeploymentId.of(text));
                    } catch (IllegalArgumentException _) {
                        return Stream.empty();
                    }
                })
                .findFirst();
    }

    private static Program.Containers containers(Launch launch) {
        return switch (launch.program()) {
            case Program.Containers containers -> containers;
            case Program.Command _ -> throw new IllegalArgumentException("this host runs containers only");
        };
    }
}
