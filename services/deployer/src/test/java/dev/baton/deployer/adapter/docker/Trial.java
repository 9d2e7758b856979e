package dev.baton.deployer.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.baton.codec.BatonJson;
import dev.baton.deployer.domain.ContainerLaunch;
import dev.baton.deployer.domain.ImageRequest;
import dev.baton.deployer.domain.ImageStore.Preparation;
import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployer.domain.InstanceHost.StartOutcome;
import dev.baton.deployer.domain.InstanceHost.StopOutcome;
import dev.baton.deployer.domain.Launch;
import dev.baton.deployer.domain.Program;
import dev.baton.deployer.domain.Redaction;
import dev.baton.descriptor.Container;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.ResolvedImage;
import dev.baton.support.DockerWorld;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One deployment's instance on a real engine, and a look at the engine past the host. */
final class Trial implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(40);

    /** A web server that answers 200. */
    static final String SERVE = "mkdir -p /tmp/www; echo ok > /tmp/www/index.html; exec httpd -f -p $PORT -h /tmp/www";

    final DeploymentId deployment = DeploymentId.next(Clock.systemUTC());
    final ApplicationName application;
    final Address published = Address.loopback(FreePorts.next());
    final DockerClient client;
    private final String engine;
    private final Path directory;
    private final DockerWorld before;
    private final List<Container> containers = new ArrayList<>();
    private DockerEngine connection;
    private DockerInstanceHost host;
    private Map<String, String> environment = Map.of();
    private Map<String, String> secretFiles = Map.of();
    private List<String> networks = List.of();
    private Duration startTimeout = Duration.ofSeconds(20);

    Trial(String engine, DockerClient client, Path directory, String application) {
        this.engine = engine;
        this.client = client;
        this.directory = directory;
        this.application = new ApplicationName(application);
        this.before = world();
        anotherDeployer();
    }

    /** As after the deployer's restart: nothing is remembered but what is on disk and in the engine. */
    Trial anotherDeployer() {
        closeConnection();
        connection = new DockerEngine(Optional.of(engine), Clock.systemUTC());
        host = new DockerInstanceHost(connection, directory, directory.toString(), Clock.systemUTC());
        return this;
    }

    DockerInstanceHost host() {
        return host;
    }

    DockerEngine connection() {
        return connection;
    }

    Trial runs(String name, String image, String shell, Consumer<ObjectNode> more) {
        ObjectNode json =
                BatonJson.mapper().createObjectNode().put("name", name).put("image", image);
        ArrayNode command = json.putArray("command");
        command.add("sh").add("-c").add(shell);
        more.accept(json);
        containers.add(BatonJson.mapper().convertValue(json, Container.class));
        return this;
    }

    Trial serves(String image) {
        return runs("web", image, SERVE, json -> json.put("port", 8080));
    }

    Trial environment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    Trial secretFiles(Map<String, String> files) {
        secretFiles = files;
        return this;
    }

    Trial networks(String... names) {
        networks = List.of(names);
        return this;
    }

    Trial startTimeout(Duration limit) {
        startTimeout = limit;
        return this;
    }

    Launch launch(int run) {
        List<ContainerLaunch> launches = containers.stream()
                .map(container -> new ContainerLaunch(
                        container,
                        new ResolvedImage(container.name(), container.image(), container.image(), Optional.empty()),
                        container.entrypoint(),
                        container.command(),
                        Map.of(),
                        container.secretFiles().isEmpty() ? Map.of() : secretFiles))
                .toList();
        Map<String, String> variables = new TreeMap<>(environment);
        variables.put("PORT", "8080");
        return new Launch(
                application,
                deployment,
                "1.0",
                run,
                new Program.Containers(
                        launches, networks, Optional.empty(), published, startTimeout, Duration.ofSeconds(2)),
                variables,
                Redaction.of(List.of("hunter2")));
    }

    /** Starts as the deployer does: step by step, until it runs or cannot. */
    StartOutcome start(int run) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> host.start(launch(run)), outcome -> !(outcome instanceof StartOutcome.Underway));
    }

    Trial started() {
        assertThat(start(1)).isInstanceOf(StartOutcome.Running.class);
        return this;
    }

    Observation observe() {
        return host.observe(deployment);
    }

    <O extends Observation> O awaitObserved(Class<O> kind, Predicate<O> wanted) {
        return kind.cast(await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(this::observe, seen -> kind.isInstance(seen) && wanted.test(kind.cast(seen))));
    }

    Preparation prepare(ImageRequest... requests) {
        DockerImageStore store = new DockerImageStore(connection);
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> store.prepare(deployment, List.of(requests)),
                        seen -> !(seen instanceof Preparation.Fetching));
    }

    boolean hasPrinted(Pattern line) {
        return host.hasPrinted(deployment, line);
    }

    List<String> lastLogLines() {
        return host.lastLogLines(deployment, Redaction.of(List.of("hunter2")));
    }

    String name(String container) {
        return new ObjectNames(application, deployment).container(container);
    }

    InspectContainerResponse inspect(String container) {
        return client.inspectContainerCmd(name(container)).exec();
    }

    /** The status of a GET at the slot; -1 where nothing answers. */
    int get() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://" + published + "/"))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException _) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the engine has of this deployment. */
    DockerWorld world() {
        return DockerWorld.named(client, deployment.brief());
    }

    /** Stops it, and nothing of it may be left. */
    void stop() {
        assertThat(host.stop(deployment, Duration.ofSeconds(1))).isEqualTo(new StopOutcome.Stopped());
        assertThat(world().since(before).objects()).isEmpty();
    }

    @Override
    public void close() {
        stop();
        closeConnection();
    }

    private void closeConnection() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
