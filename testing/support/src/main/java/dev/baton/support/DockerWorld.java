package dev.baton.support;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.ListVolumesResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The containers (running or not), networks and volumes of an engine at one moment, to compare before and after. On an
 * engine that others use as well, look only at what is {@linkplain #named named} or {@linkplain #labelled labelled} so that
 * nobody else's is.
 *
 * @param objects such as {@code container web 1f0c93ab5d21}, {@code network net 77c0ffee1234}, {@code volume data}; that a
 *     container was made anew under its old name shows in its id
 */
public record DockerWorld(SortedSet<String> objects) {
    /** Every engine has them, anew after each of its starts. */
    private static final Set<String> PREDEFINED = Set.of("bridge", "host", "none");

    public DockerWorld {
        objects = new TreeSet<>(objects);
    }

    /** All that the engine has. */
    public static DockerWorld of(DockerClient engine) {
        return of(engine, _ -> true);
    }

    /** What has the text in its name, for example a deployment's id. */
    public static DockerWorld named(DockerClient engine, String part) {
        return of(engine, item -> item.name().contains(part));
    }

    /** What has a label with a name that begins so, and one of its values where any are given. */
    public static DockerWorld labelled(DockerClient engine, String prefix, String... values) {
        var wanted = Arrays.asList(values);
        return of(
                engine,
                item -> item.labels().entrySet().stream()
                        .filter(label -> label.getKey().startsWith(prefix))
                        .anyMatch(label -> wanted.isEmpty() || wanted.contains(label.getValue())));
    }

    /** What is here and was not there before. */
    public DockerWorld since(DockerWorld before) {
        var added = new TreeSet<>(objects);
        added.removeAll(before.objects);
        return new DockerWorld(added);
    }

    public boolean isEmpty() {
        return objects.isEmpty();
    }

    private static DockerWorld of(DockerClient engine, Predicate<Item> interesting) {
        var objects = new TreeSet<String>();
        Stream.of(containers(engine), networks(engine), volumes(engine))
                .flatMap(items -> items)
                .filter(interesting)
                .forEach(item -> objects.add(item.toString()));
        return new DockerWorld(objects);
    }

    private static Stream<Item> containers(DockerClient engine) {
        return engine.listContainersCmd().withShowAll(true).exec().stream()
                .map(container -> new Item(
                        "container",
                        container.getNames().length == 0 ? "" : container.getNames()[0].substring(1),
                        container.getId(),
                        labels(container.getLabels())));
    }

    private static Stream<Item> networks(DockerClient engine) {
        return engine.listNetworksCmd().exec().stream()
                .filter(network -> !PREDEFINED.contains(network.getName()))
                .map(network -> new Item("network", network.getName(), network.getId(), labels(network.getLabels())));
    }

    private static Stream<Item> volumes(DockerClient engine) {
        ListVolumesResponse response = engine.listVolumesCmd().exec();
        return Optional.ofNullable(response.getVolumes()).stream()
                .flatMap(volumes -> volumes.stream())
                .map(volume -> new Item("volume", volume.getName(), "", labels(volume.getLabels())));
    }

    private static Map<String, String> labels(@Nullable Map<String, String> labels) {
        return Objects.requireNonNullElse(labels, Map.of());
    }

    private record Item(String kind, String name, String id, Map<String, String> labels) {
        @Override
        public String toString() {
            return (kind + " " + name + " " + id.substring(0, Math.min(12, id.length()))).strip();
        }
    }
}
