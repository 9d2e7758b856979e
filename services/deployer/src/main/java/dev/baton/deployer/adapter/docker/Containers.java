package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.baton.deployer.domain.ContainerLaunch;
import dev.baton.deployer.domain.InstanceEnvironment;
import dev.baton.deployer.domain.Launch;
import dev.baton.deployer.domain.Program;
import dev.baton.descriptor.ByteSize;
import dev.baton.descriptor.Container;
import dev.baton.descriptor.Healthcheck;
import dev.baton.descriptor.Volume;
import dev.baton.model.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes the containers of instances: what the descriptor says, and nothing that would open the machine to them. */
final class Containers {
    /** So that what is talkative does not fill the disk. */
    static final LogConfig LOG =
            new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "16m", "max-file", "3"));

    private static final double NANO = 1e9;

    private final DockerEngine engine;
    private final SecretFiles secretFiles;
    private final Networks networks;

    Containers(DockerEngine engine) {
        this.engine = engine;
        this.secretFiles = new SecretFiles(engine);
        this.networks = new Networks(engine);
    }

    /**
     * Makes a container, complete but not started; its id.
     *
     * @param network the deployment's own network
     * @param labels what {@link Labels#of} says, and what is this container's own
     * @throws DockerEngine.Refused where the engine does not make it
     */
    String create(Launch launch, Program.Containers program, ContainerLaunch wanted, String network, Labelled labels) {
        String id = engine.ask(client -> create(client, launch, program, wanted, network, labels));
        if (!wanted.secretFiles().isEmpty()) {
            secretFiles.copy(id, wanted.container().user().orElseGet(() -> imageUser(id)), wanted.secretFiles());
        }
        // By no alias: the versions beside each other would answer to the same name.
        program.networks().forEach(shared -> connect(id, shared));
        program.dataOf()
                .map(owner -> new ObjectNames(launch.application(), owner).network())
                .ifPresent(shared -> connect(id, shared));
        return id;
    }

    /** What a container is called in the engine, and what is written on it. */
    record Labelled(String name, Map<String, String> labels) {}

    void start(String id, Address published) {
        try {
            engine.askPatiently(client -> client.startContainerCmd(id).exec());
        } catch (DockerEngine.Refused e) {
            throw new DockerEngine.Refused(startFailure(e.getMessage(), published), e);
        }
    }

    private static String startFailure(String told, Address published) {
        boolean portTaken = told.contains("port is already allocated") || told.contains("address already in use");
        return portTaken
                ? "%s, the slot's address, is in use by another program (%s): stop it, or give the application other"
                                .formatted(published, told)
                        + " ports with route.slots"
                : told;
    }

    private String imageUser(String id) {
        return engine.ask(client -> Optional.ofNullable(
                        client.inspectContainerCmd(id).exec().getConfig().getUser())
                .orElse(""));
    }

    private void connect(String id, String network) {
        // The engine itself would find out only when the container is started.
        if (networks.find(network).isEmpty()) {
            throw new DockerEngine.Refused(
                    "there is no network " + network + " in the Docker engine: make it (docker network create "
                            + network + "), or correct run.networks",
                    new IllegalStateException("no such network"));
        }
        engine.ask(client -> client.connectToNetworkCmd()
                .withContainerId(id)
                .withNetworkId(network)
                .exec());
    }

    private static String create(
            DockerClient client,
            Launch launch,
            Program.Containers program,
            ContainerLaunch wanted,
            String network,
            Labelled labels) {
        Container container = wanted.container();
        CreateContainerCmd command = client.createContainerCmd(wanted.image().id())
                .withName(labels.name())
                .withLabels(labels.labels())
                .withEnv(environment(launch, wanted))
                .withAliases(container.name())
                .withStopTimeout((int) program.stopGrace().toSeconds())
                .withHostConfig(hostConfig(launch, program, container, network));
        if (!wanted.entrypoint().isEmpty()) {
            command.withEntrypoint(wanted.entrypoint());
        }
        if (!wanted.command().isEmpty()) {
            command.withCmd(wanted.command());
        }
        container.port().ifPresent(port -> command.withExposedPorts(ExposedPort.tcp(port)));
        container.user().ifPresent(command::withUser);
        container.stopSignal().ifPresent(command::withStopSignal);
        container.healthcheck().map(Containers::healthcheck).ifPresent(command::withHealthcheck);
        try {
            return command.exec().getId();
        } catch (ConflictException e) {
            throw new DockerEngine.Refused(
                    "a container " + labels.name() + " exists and is not of deployment " + launch.deployment()
                            + ": remove it (docker rm -f " + labels.name() + ")",
                    e);
        }
    }

    private static HostConfig hostConfig(
            Launch launch, Program.Containers program, Container container, String network) {
        HostConfig config = HostConfig.newHostConfig()
                .withNetworkMode(network)
                .withExtraHosts(InstanceEnvironment.MACHINE + ":host-gateway")
                .withRestartPolicy(restartPolicy(container))
                .withReadonlyRootfs(container.readOnly())
                .withLogConfig(LOG)
                .withMounts(container.volumes().stream()
                        .map(volume -> mount(launch, volume))
                        .toList());
        container.cpus().ifPresent(cpus -> config.withNanoCPUs(Math.round(cpus * NANO)));
        // Without swap on top, so that the limit is what it says.
        container
                .memory()
                .map(ByteSize::bytes)
                .ifPresent(bytes -> config.withMemory(bytes).withMemorySwap(bytes));
        container
                .port()
                .ifPresent(port -> config.withPortBindings(new PortBinding(
                        Ports.Binding.bindIpAndPort(
                                program.published().host(), program.published().port()),
                        ExposedPort.tcp(port))));
        return config;
    }

    private static Mount mount(Launch launch, Volume volume) {
        Mount mount = new Mount().withTarget(volume.path()).withReadOnly(volume.readOnly());
        return volume.name()
                .map(name -> mount.withType(MountType.VOLUME)
                        .withSource(new ObjectNames(launch.application(), launch.deployment()).volume(name)))
                .orElseGet(() ->
                        mount.withType(MountType.BIND).withSource(volume.host().orElseThrow()));
    }

    /** What runs once is not started again by the engine: its end decides. */
    private static RestartPolicy restartPolicy(Container container) {
        if (container.once()) {
            return RestartPolicy.noRestart();
        }
        return switch (container.restart()) {
            case NO -> RestartPolicy.noRestart();
            case ON_FAILURE -> RestartPolicy.onFailureRestart(0);
            case ALWAYS -> RestartPolicy.alwaysRestart();
            case UNLESS_STOPPED -> RestartPolicy.unlessStoppedRestart();
        };
    }

    private static HealthCheck healthcheck(Healthcheck described) {
        return new HealthCheck()
                .withTest(Stream.concat(Stream.of("CMD"), described.command().stream())
                        .toList())
                .withInterval(described.interval().toNanos())
                .withTimeout(described.timeout().toNanos())
                .withRetries(described.retries());
    }

    /** Where to listen is the serving one's business alone. */
    private static List<String> environment(Launch launch, ContainerLaunch wanted) {
        Map<String, String> variables = new TreeMap<>(launch.environment());
        if (wanted.container().port().isEmpty()) {
            variables.remove("PORT");
        }
        variables.putAll(wanted.environment());
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }
}
