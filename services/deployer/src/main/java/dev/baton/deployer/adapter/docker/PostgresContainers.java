package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.DatabaseHost.Housing;
import dev.baton.deployer.domain.Redaction;
import dev.baton.descriptor.ByteSize;
import dev.baton.descriptor.Database.PostgresContainer;
import dev.baton.model.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The containers of databases: made, started, removed, and asked why they end. */
final class PostgresContainers {
    /** Set, for images differ in where they look by default. */
    private static final String DATA = "/var/lib/postgresql/data";

    private static final String PASSWORD_FILE = "/run/secrets/postgres-password";
    private static final int PORT = 5432;

    /** With SIGINT the server ends its connections and writes everything out; a large one takes a while for that. */
    private static final String FAST_SHUTDOWN = "SIGINT";

    private static final int SHUTDOWN_SECONDS = 60;
    private static final int SHOWN_LINES = 5;
    private static final double NANO = 1e9;

    private final DockerEngine engine;
    private final SecretFiles secretFiles;

    PostgresContainers(DockerEngine engine) {
        this.engine = engine;
        this.secretFiles = new SecretFiles(engine);
    }

    /**
     * The container of the database that the deployment made.
     *
     * @throws DockerEngine.Refused where a stranger has its name
     */
    Optional<InspectContainerResponse> find(ObjectNames names) {
        String name = names.container(Labels.DATABASE);
        Optional<InspectContainerResponse> found =
                engine.find(client -> client.inspectContainerCmd(name).exec());
        found.filter(container -> !Labels.belongs(
                        Optional.ofNullable(container.getConfig().getLabels()).orElse(Map.of()), names.deployment()))
                .ifPresent(_ -> {
                    throw new DockerEngine.Refused(
                            "a container " + name + " exists and is not of deployment " + names.deployment()
                                    + ": look what it is, and remove it (docker rm -f " + name + ")",
                            new IllegalStateException("foreign container"));
                });
        return found;
    }

    /** Makes the container, and does not start it; one that another attempt has made is as good. */
    void create(ObjectNames names, String volume, Access access, Map<String, String> labels, String image) {
        engine.ask(client -> {
            try {
                return command(client, names, volume, access, labels, image)
                        .exec()
                        .getId();
            } catch (ConflictException _) {
                // Whose it is shows when it is looked for.
                return "";
            }
        });
    }

    /** Starts the container, its password beside it. */
    void start(InspectContainerResponse container, Access access) {
        secretFiles.copy(
                container.getId(),
                Optional.ofNullable(container.getConfig().getUser()).orElse(""),
                Map.of(PASSWORD_FILE, access.password().orElse("")));
        try {
            engine.askPatiently(
                    client -> client.startContainerCmd(container.getId()).exec());
        } catch (DockerEngine.Refused e) {
            boolean taken = String.valueOf(e.getMessage()).contains("already");
            throw taken
                    ? new DockerEngine.Refused(
                            "%s, where it is to be reached, is in use by another program (%s): deploy again, or move"
                                            .formatted(access.location().server(), e.getMessage())
                                    + " baton.slot-ports",
                            e)
                    : e;
        }
    }

    /** Removes the container, running or not; its named volume stays. */
    void remove(String id) {
        engine.see(client -> client.removeContainerCmd(id)
                .withForce(true)
                .withRemoveVolumes(true)
                .exec());
    }

    /** Why it does not come up, in words for a person. */
    String failure(InspectContainerResponse container, Access access) {
        ContainerState state = container.getState();
        String how = Boolean.TRUE.equals(state.getOOMKilled())
                ? "out of memory: its limit is "
                        + access.housing()
                                .flatMap(housing -> housing.container().memory())
                                .map(ByteSize::toString)
                                .orElse("the machine's")
                : "exit code " + state.getExitCodeLong();
        String last = Redaction.of(access.password().stream().toList())
                .apply(String.join(" | ", ContainerLogs.tail(engine, container.getId(), SHOWN_LINES)));
        return "the container of the database (" + container.getConfig().getImage() + ") ends again and again, " + how
                + (last.isEmpty() ? "" : "; its last lines: " + last);
    }

    private static CreateContainerCmd command(
            DockerClient client,
            ObjectNames names,
            String volume,
            Access access,
            Map<String, String> labels,
            String image) {
        CreateContainerCmd command = client.createContainerCmd(image)
                .withName(names.container(Labels.DATABASE))
                .withLabels(labels)
                .withAliases(Labels.DATABASE)
                .withEnv(List.of(
                        "POSTGRES_USER=" + access.location().user(),
                        "POSTGRES_DB=" + access.location().name(),
                        "POSTGRES_PASSWORD_FILE=" + PASSWORD_FILE,
                        "PGDATA=" + DATA))
                .withExposedPorts(ExposedPort.tcp(PORT))
                .withStopSignal(FAST_SHUTDOWN)
                .withStopTimeout(SHUTDOWN_SECONDS)
                .withHostConfig(hostConfig(names, volume, access));
        access.housing()
                .map(Housing::container)
                .flatMap(PostgresContainer::command)
                .ifPresent(command::withCmd);
        return command;
    }

    private static HostConfig hostConfig(ObjectNames names, String volume, Access access) {
        Address published = access.location().server();
        HostConfig config = HostConfig.newHostConfig()
                .withNetworkMode(names.network())
                .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                .withLogConfig(Containers.LOG)
                .withMounts(List.of(new Mount()
                        .withType(MountType.VOLUME)
                        .withSource(volume)
                        .withTarget(DATA)))
                .withPortBindings(new PortBinding(
                        Ports.Binding.bindIpAndPort(published.host(), published.port()), ExposedPort.tcp(PORT)));
        access.housing().map(Housing::container).ifPresent(limits -> {
            limits.cpus().ifPresent(cpus -> config.withNanoCPUs(Math.round(cpus * NANO)));
            limits.memory()
                    .map(ByteSize::bytes)
                    .ifPresent(bytes -> config.withMemory(bytes).withMemorySwap(bytes));
            limits.sharedMemory().map(ByteSize::bytes).ifPresent(config::withShmSize);
        });
        return config;
    }
}
