package dev.baton.deployer.adapter.docker;

import dev.baton.deployer.adapter.docker.ContainerRecords.Entry;
import dev.baton.deployer.adapter.docker.ContainerView.Health;
import dev.baton.deployer.domain.ContainerLaunch;
import dev.baton.deployer.domain.InstanceHost.StartOutcome;
import dev.baton.deployer.domain.Launch;
import dev.baton.deployer.domain.Program;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings an instance up, container by container. Each step begins from what is there, so it does not matter after which
 * one the deployer died.
 */
final class Startup {
    private final DockerEngine engine;
    private final String installation;
    private final ContainerRecords records;
    private final ContainerLogs logs;
    private final Containers containers;
    private final Networks networks;
    private final Volumes volumes;
    private final Clock clock;

    Startup(DockerEngine engine, String installation, ContainerRecords records, ContainerLogs logs, Clock clock) {
        this.engine = engine;
        this.installation = installation;
        this.records = records;
        this.logs = logs;
        this.containers = new Containers(engine);
        this.networks = new Networks(engine);
        this.volumes = new Volumes(engine);
        this.clock = clock;
    }

    /** Goes on until something has to be waited for. */
    StartOutcome step(
            Launch launch, Program.Containers program, InstanceView view, Predicate<ContainerView> blameless) {
        boolean made = false;
        int place = 0;
        for (ContainerLaunch wanted : program.containers()) {
            place++;
            if (wanted.container().once() && ranOnce(launch, wanted, view, place)) {
                continue;
            }
            Optional<ContainerView> there = view.container(wanted.name()).filter(ContainerView::runs);
            if (there.isEmpty()) {
                if (isRestarted(view, wanted)) {
                    return new StartOutcome.Underway(clock.instant());
                }
                Optional<ContainerView> interrupted = view.container(wanted.name())
                        .filter(ContainerView::failed)
                        .filter(blameless);
                if (interrupted.isPresent()) {
                    containers.start(interrupted.get().id(), program.published());
                } else {
                    make(launch, program, wanted, place, view);
                }
                made = true;
                if (place < program.containers().size()) {
                    return new StartOutcome.Underway(clock.instant());
                }
                continue;
            }
            if (place < program.containers().size()) {
                Optional<StartOutcome> wait = awaited(program, wanted, there.get());
                if (wait.isPresent()) {
                    return wait.get();
                }
            }
        }
        records.resumed(launch.deployment());
        return new StartOutcome.Running(!made);
    }

    /** It did where its end was seen, or where a later one was started: that never happens before. */
    private boolean ranOnce(Launch launch, ContainerLaunch wanted, InstanceView view, int place) {
        if (view.done(wanted.name())) {
            return true;
        }
        boolean passed = view.container(wanted.name()).isEmpty()
                && view.containers().stream().anyMatch(container -> container.place() > place);
        if (passed) {
            records.note(launch.deployment(), wanted.name(), new Entry(1, true));
        }
        return passed;
    }

    private static boolean isRestarted(InstanceView view, ContainerLaunch wanted) {
        return view.container(wanted.name())
                .filter(container -> container.status() == ContainerView.Status.RESTARTING)
                .isPresent();
    }

    /** What the next one has to wait for; empty where it may be started. */
    private Optional<StartOutcome> awaited(
            Program.Containers program, ContainerLaunch wanted, ContainerView container) {
        boolean ready = !container.once() && container.health() != Health.WAITING;
        if (ready) {
            return Optional.empty();
        }
        Duration limit = wanted.container().startTimeout().orElse(program.startTimeout());
        boolean late = Duration.between(container.startedAt(), clock.instant()).compareTo(limit) >= 0;
        return Optional.of(
                late
                        ? new StartOutcome.NotStarted("%s within its startTimeout, %d s"
                                .formatted(InstanceView.complaint(container), limit.toSeconds()))
                        : new StartOutcome.Underway(container.startedAt()));
    }

    private void make(Launch launch, Program.Containers program, ContainerLaunch wanted, int place, InstanceView view) {
        ObjectNames names = new ObjectNames(launch.application(), launch.deployment());
        Map<String, String> labels =
                Labels.of(installation, launch.application(), launch.deployment(), launch.version());
        view.container(wanted.name()).ifPresent(former -> {
            logs.keep(launch.deployment(), former);
            engine.see(client -> client.removeContainerCmd(former.id())
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec());
        });
        String network = networks.ensure(names, labels);
        wanted.container().volumes().stream()
                .flatMap(volume -> volume.name().stream())
                .map(names::volume)
                .forEach(volume -> volumes.ensure(volume, launch.deployment(), labels));
        int run = Math.max(1, launch.run() - view.endedWithout(wanted.name()));
        labels.put(Labels.CONTAINER, wanted.name());
        labels.put(Labels.PLACE, place + "/" + program.containers().size());
        labels.put(Labels.RUN, Integer.toString(run));
        mark(labels, Labels.ONCE, wanted.container().once());
        mark(labels, Labels.SERVING, wanted.container().port().isPresent());
        mark(labels, Labels.HEALTH_MATTERS, healthMatters(wanted));
        String id = containers.create(
                launch, program, wanted, network, new Containers.Labelled(names.container(wanted.name()), labels));
        containers.start(id, program.published());
        records.note(launch.deployment(), wanted.name(), new Entry(run, false));
    }

    /**
     * The serving one answers over HTTP, which tells more and sooner than its image's own check; but a check that the
     * descriptor asks for is waited for.
     */
    private static boolean healthMatters(ContainerLaunch wanted) {
        return wanted.container().port().isEmpty()
                || wanted.container().healthcheck().isPresent();
    }

    private static void mark(Map<String, String> labels, String label, boolean applies) {
        if (applies) {
            labels.put(label, "true");
        }
    }
}
