package dev.baton.deployer.adapter.docker;

import dev.baton.deployer.adapter.docker.ContainerRecords.Entry;
import dev.baton.deployer.adapter.docker.ContainerView.Health;
import dev.baton.deployer.domain.Exit;
import dev.baton.deployer.domain.InstanceHost.Observation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * An instance as its containers show it, beside what is on record of containers that are not there any more.
 *
 * @param containers in their order
 * @param records by name, everything that was ever started
 */
record InstanceView(List<ContainerView> containers, Map<String, Entry> records) {
    InstanceView {
        containers = containers.stream()
                .sorted(Comparator.comparingInt(ContainerView::place))
                .toList();
        records = Map.copyOf(records);
    }

    Optional<ContainerView> container(String name) {
        return containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    /** Whether a container that runs once has ended with 0, whether or not it is still there. */
    boolean done(String name) {
        return container(name)
                .map(ContainerView::done)
                .orElseGet(() -> records.containsKey(name) && records.get(name).done());
    }

    /** How often any of its containers has ended by itself. */
    int ended() {
        return containers.stream().mapToInt(ContainerView::ended).sum()
                + missing().mapToInt(entry -> entry.getValue().run()).sum();
    }

    /** How often the others have ended, seen from one. */
    int endedWithout(String name) {
        return ended()
                - container(name)
                        .map(ContainerView::ended)
                        .orElseGet(() -> missing()
                                .filter(entry -> entry.getKey().equals(name))
                                .mapToInt(entry -> entry.getValue().run())
                                .sum());
    }

    /**
     * What the instance is doing.
     *
     * @param blameless whether a container that ended did not end by itself
     * @param lastExit how a container that the engine has started again ended before
     */
    Observation observe(Predicate<ContainerView> blameless, Function<ContainerView, Exit> lastExit) {
        Optional<String> removed = missing().map(Map.Entry::getKey).findFirst();
        if (removed.isPresent()) {
            return new Observation.Exited(
                    ended(),
                    Instant.EPOCH,
                    new Exit(
                            OptionalInt.empty(),
                            removed,
                            Optional.of("removed by hand, or by another program"),
                            false));
        }
        if (containers.isEmpty()) {
            return new Observation.Absent();
        }
        List<ContainerView> failed =
                containers.stream().filter(ContainerView::failed).toList();
        Optional<ContainerView> guilty =
                failed.stream().filter(blameless.negate()).findFirst();
        if (guilty.isPresent()) {
            return new Observation.Exited(
                    ended(), guilty.get().startedAt(), guilty.get().exit());
        }
        if (!failed.isEmpty()) {
            return new Observation.Interrupted();
        }
        Optional<Exit> last = containers.stream()
                .filter(container -> container.restarts() > 0)
                .max(Comparator.comparing(ContainerView::startedAt))
                .map(lastExit);
        long inPlace = containers.stream()
                .filter(container ->
                        container.done() || !container.once() && container.status() != ContainerView.Status.CREATED)
                .count();
        long doneAndGone = records.entrySet().stream()
                .filter(entry ->
                        entry.getValue().done() && container(entry.getKey()).isEmpty())
                .count();
        if (inPlace + doneAndGone < containers.getFirst().places()) {
            return new Observation.Incomplete(ended() + 1, last);
        }
        return new Observation.Running(ended() + 1, servingSince(), last, waitsFor());
    }

    /** The container that a failure is most likely about: the one that ended, or else is not healthy, or else the last. */
    Optional<ContainerView> suspect() {
        return containers.stream()
                .filter(ContainerView::failed)
                .findFirst()
                .or(() -> containers.stream()
                        .filter(container -> container.restarts() > 0)
                        .max(Comparator.comparing(ContainerView::startedAt)))
                .or(() -> containers.stream()
                        .filter(container -> container.health() == Health.WAITING)
                        .findFirst())
                .or(() -> containers.stream()
                        .filter(container -> container.once() && container.runs())
                        .findFirst())
                .or(() -> containers.stream().filter(ContainerView::serving).findFirst())
                .or(() -> containers.isEmpty() ? Optional.empty() : Optional.of(containers.getLast()));
    }

    private Instant servingSince() {
        return containers.stream()
                .filter(ContainerView::serving)
                .map(ContainerView::startedAt)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    private Optional<String> waitsFor() {
        return containers.stream()
                .filter(container -> !container.done())
                .filter(container -> container.status() == ContainerView.Status.RESTARTING
                        || container.healthMatters() && container.health() == Health.WAITING)
                .findFirst()
                .map(InstanceView::complaint);
    }

    /** Why a container is not what it should be yet, in words for a person. */
    static String complaint(ContainerView container) {
        String who = "the container " + container.name();
        if (container.status() == ContainerView.Status.RESTARTING) {
            return who + " ended " + container.exit().how() + " and is started again";
        }
        if (container.once()) {
            return who + ", which runs once, has not ended";
        }
        return container.healthOutput().isEmpty()
                ? who + " has not answered its health check"
                : who + " is not healthy; its health check says: " + container.healthOutput();
    }

    private Stream<Map.Entry<String, Entry>> missing() {
        return records.entrySet().stream()
                .filter(entry -> !entry.getValue().done())
                .filter(entry -> container(entry.getKey()).isEmpty());
    }
}
