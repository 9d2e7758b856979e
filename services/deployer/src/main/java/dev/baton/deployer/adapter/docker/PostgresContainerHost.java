package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import dev.baton.deployer.domain.DatabaseHost;
import dev.baton.deployer.domain.DatabaseProbe;
import dev.baton.model.DeploymentId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Databases in a PostgreSQL container of each deployment's own. The data is in a volume whose labels say whose it is and
 * which image wrote it; the container can be lost and is made anew beside it, the volume never is.
 */
public final class PostgresContainerHost implements DatabaseHost {
    /** The image that runs on the volume, by id. */
    static final String IMAGE = "dev.baton.image";

    /** So often may the engine have started the server again before it is known not to come up. */
    private static final int STARTS_AGAIN = 3;

    private final DockerEngine engine;
    private final String installation;
    private final DatabaseProbe probe;
    private final Networks networks;
    private final Volumes volumes;
    private final PostgresContainers containers;

    /**
     * Databases on one engine.
     *
     * @param installation which Baton this is
     * @param probe tells whether a server accepts connections
     */
    public PostgresContainerHost(DockerEngine engine, String installation, DatabaseProbe probe) {
        this.engine = engine;
        this.installation = installation;
        this.probe = probe;
        this.networks = new Networks(engine);
        this.volumes = new Volumes(engine);
        this.containers = new PostgresContainers(engine);
    }

    @Override
    public Outcome create(DeploymentId owner, Access access) {
        return answered(() -> {
            ObjectNames names = names(owner, access);
            Optional<InspectContainerResponse> found = containers.find(names);
            if (found.isEmpty()) {
                Map<String, String> labels = labels(owner, access);
                networks.ensure(names, labels);
                volumes.ensure(volume(names), owner, ofVolume(labels, image(access)));
                return begun(names, access, ofContainer(labels), image(access));
            }
            return isRunning(found.get()) ? ready(found.get(), access) : revived(found.get(), access, false);
        });
    }

    @Override
    public Outcome keep(DeploymentId owner, Access access) {
        return answered(() -> {
            ObjectNames names = names(owner, access);
            Optional<InspectContainerResponse> found = containers.find(names);
            if (found.isPresent()) {
                return isRunning(found.get()) ? new Outcome.Done() : revived(found.get(), access, true);
            }
            Optional<Map<String, String>> known =
                    volumeLabels(volume(names)).filter(labels -> Labels.belongs(labels, owner));
            if (known.isEmpty()) {
                return new Outcome.Refused("the volume " + volume(names) + " with the database of deployment " + owner
                        + " is gone: restore it from a backup, or deploy a version that builds its data anew");
            }
            Map<String, String> labels = new LinkedHashMap<>(known.get());
            String image = Objects.requireNonNullElseGet(labels.remove(IMAGE), () -> image(access));
            labels.remove(Labels.CONTAINER);
            networks.ensure(names, labels);
            return begun(names, access, ofContainer(labels), image);
        });
    }

    @Override
    public Outcome drop(DeploymentId owner, Access access) {
        return answered(() -> {
            containers.find(names(owner, access)).ifPresent(container -> containers.remove(container.getId()));
            volumes.of(owner, true).forEach(volumes::remove);
            networks.remove(owner);
            return new Outcome.Done();
        });
    }

    @Override
    public Set<DeploymentId> deployments(Access access) {
        Set<DeploymentId> found = new TreeSet<>();
        answered(() -> {
            Stream.ofNullable(engine.ask(client -> client.listVolumesCmd()
                                    .withFilter(
                                            "label",
                                            List.of(
                                                    Labels.CONTAINER + "=" + Labels.DATABASE,
                                                    Labels.INSTALLATION + "=" + installation))
                                    .exec())
                            .getVolumes())
                    .flatMap(List::stream)
                    .map(volume -> Optional.ofNullable(volume.getLabels())
                            .orElse(Map.of())
                            .getOrDefault(Labels.DEPLOYMENT, ""))
                    .flatMap(PostgresContainerHost::id)
                    .forEach(found::add);
            return new Outcome.Done();
        });
        return found;
    }

    private Outcome begun(ObjectNames names, Access access, Map<String, String> labels, String image) {
        containers.create(names, volume(names), access, labels, image);
        return containers
                .find(names)
                .map(made -> revived(made, access, true))
                .orElseGet(() -> new Outcome.NotYet("the container of the database was removed again"));
    }

    /** Running is not ready: the server may still make its files, or recover them. */
    private Outcome ready(InspectContainerResponse container, Access access) {
        return switch (probe.ask(access)) {
            case Outcome.Done done -> done;
            case Outcome.Refused refused -> refused;
            case Outcome.NotYet waits -> waits;
            case Outcome.Unreachable(String reason) ->
                starts(container) > STARTS_AGAIN
                        ? new Outcome.Refused(containers.failure(container, access))
                        : new Outcome.NotYet("the database is not ready yet: " + reason);
        };
    }

    /**
     * Starts what does not run, unless the engine is at it.
     *
     * @param patiently however often it has ended before
     */
    private Outcome revived(InspectContainerResponse container, Access access, boolean patiently) {
        if (!patiently && starts(container) > STARTS_AGAIN) {
            return new Outcome.Refused(containers.failure(container, access));
        }
        if (!isSet(container.getState().getRestarting())) {
            containers.start(container, access);
        }
        return new Outcome.NotYet("the database is starting");
    }

    private Map<String, String> labels(DeploymentId owner, Access access) {
        Housing housing = housing(access);
        return Labels.of(installation, housing.application(), owner, housing.version());
    }

    private static Map<String, String> ofContainer(Map<String, String> labels) {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.put(Labels.CONTAINER, Labels.DATABASE);
        return all;
    }

    private static Map<String, String> ofVolume(Map<String, String> labels, String image) {
        Map<String, String> all = ofContainer(labels);
        all.put(IMAGE, image);
        return all;
    }

    private Optional<Map<String, String>> volumeLabels(String name) {
        return engine.find(client -> client.inspectVolumeCmd(name).exec()).map(InspectVolumeResponse::getLabels);
    }

    private static ObjectNames names(DeploymentId owner, Access access) {
        return new ObjectNames(housing(access).application(), owner);
    }

    private static String volume(ObjectNames names) {
        return names.volume(Labels.DATABASE);
    }

    private static String image(Access access) {
        Housing housing = housing(access);
        return housing.image().orElseGet(() -> housing.container().image());
    }

    private static Housing housing(Access access) {
        return access.housing()
                .orElseThrow(() -> new IllegalArgumentException("this database is not in a container: " + access));
    }

    private static boolean isRunning(InspectContainerResponse container) {
        ContainerState state = container.getState();
        return isSet(state.getRunning()) && !isSet(state.getRestarting());
    }

    private static int starts(InspectContainerResponse container) {
        return Optional.ofNullable(container.getRestartCount()).orElse(0);
    }

    private static boolean isSet(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }

    private static Stream<DeploymentId> id(String text) {
        try {
            return Stream.of(DeploymentId.of(text));
        } catch (IllegalArgumentException _) {
            // Somebody else's words.
            return Stream.empty();
        }
    }

    private static Outcome answered(Supplier<Outcome> steps) {
        try {
            return steps.get();
        } catch (DockerEngine.Unreachable e) {
            return new Outcome.Unreachable(String.valueOf(e.getMessage()));
        } catch (DockerEngine.Refused e) {
            return new Outcome.Refused("the deployment's database: " + e.getMessage());
        }
    }
}
