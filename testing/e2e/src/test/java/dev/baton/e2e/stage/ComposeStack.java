package dev.baton.e2e.stage;

import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import dev.baton.support.DockerEngine;
import dev.baton.support.DockerImages;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The stack of {@code compose/compose.yaml}, with its example, under a project's name, ports and a network of its own. Without Grafana, whose
 * image only a registry has.
 */
public final class ComposeStack implements AutoCloseable {

    /** All of Baton's services, as Compose names them. */
    public static final List<String> SERVICES = List.of("deployer", "sync-monitor", "router-switcher", "audit");

    /** What the stack stands on. */
    public static final List<String> AROUND = List.of("kafka", "nginx", "prometheus", "docker-proxy", "chain");

    private static final List<String> IMAGES = List.of(
            "busybox", "kafka", "nginx", "prometheus", "deployer", "sync-monitor", "router-switcher", "audit", "cli");

    private static final int HTTP_OK = 200;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final String project =
            "baton-st-%06x".formatted(ThreadLocalRandom.current().nextInt(1 << 24));
    private final String instances = "label=dev.baton.installation=" + project;
    private final ComposeExample example = new ComposeExample(project);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> environment = new HashMap<>();
    private final int auditPort = FreePorts.next();
    private final int deployerPort = FreePorts.next();
    private final int prometheusPort = FreePorts.next();
    private final int routePort = FreePorts.next();
    private final String tag;

    /** A stack whose images are present; nothing of it runs. */
    public ComposeStack() {
        var names = IMAGES.stream().map(DockerImages::ensure).toList();
        tag = names.getFirst().substring(names.getFirst().indexOf(':') + 1);
        var network = "10.%d.%d"
                .formatted(
                        ThreadLocalRandom.current().nextInt(200, 240),
                        ThreadLocalRandom.current().nextInt(256));
        var host = DockerEngine.host();
        environment.put("DOCKER_HOST", host.toString());
        environment.put("BATON_DOCKER_SOCKET", host.getPath());
        environment.put("BATON_TAG", tag);
        environment.put("BATON_INSTALLATION", project);
        environment.put("BATON_NO_BUILD", "yes");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.putAll(example.environment());
        environment.put("BATON_SUBNET", network + ".0/24");
        environment.put("BATON_GATEWAY", network + ".1");
        environment.put("BATON_ROUTE_PORTS", Integer.toString(routePort));
        environment.put("BATON_KAFKA_PORT", Integer.toString(FreePorts.next()));
        environment.put("BATON_AUDIT_PORT", Integer.toString(auditPort));
        environment.put("BATON_DEPLOYER_PORT", Integer.toString(deployerPort));
        environment.put("BATON_PROMETHEUS_PORT", Integer.toString(prometheusPort));
        // Compose asks for the image of what it is told not to start.
        environment.put("BATON_GRAFANA_IMAGE", "baton/busybox:" + tag);
        run(List.of(Checkout.root().resolve("examples/build-images").toString()), "--prefix", example.images());
        example.describe(routePort);
        // Only in a container may just anybody give a file to another user.
        docker(
                "run",
                "--rm",
                "--network=none",
                "--volume=" + example.secrets() + ":/secrets",
                "baton/busybox:" + tag,
                "sh",
                "-c",
                "cd /secrets && od -An -N16 -tx1 /dev/urandom | tr -d ' \\n' >PG_PASSWORD && chmod 400 * && chown 10001 *");
    }

    /** Deploys a version of the example as a user without a JDK does, and returns what was said until it was completed. */
    public String deployExample(String version) {
        return commandLine("deploy", ComposeExample.DESCRIPTOR, "--version", version, "--wait");
    }

    /** What the stack's command line prints; it ends well. */
    public String commandLine(String... arguments) {
        var words = new ArrayList<>(List.of("run", "--rm", "-T", "cli"));
        words.addAll(List.of(arguments));
        return compose(words.toArray(String[]::new));
    }

    /** The port of this host at which users reach the example. */
    public int routePort() {
        return routePort;
    }

    /** Names of the running containers that the deployer has made. */
    public List<String> instances() {
        return docker("ps", "--format", "{{.Names}}", "--filter", instances)
                .lines()
                .toList();
    }

    /** Starts everything, and returns when Compose has. */
    public void up() {
        compose("up", "-d", "--scale", "grafana=0");
    }

    /** What a service's health check says: starting, healthy or unhealthy. */
    public String health(String service) {
        return docker("inspect", "-f", "{{.State.Health.Status}}", container(service))
                .strip();
    }

    /** The container of a service. */
    public String container(String service) {
        // Compose itself takes seconds to say so on a machine that is busy.
        var id = docker(
                        "ps",
                        "-aq",
                        "--no-trunc",
                        "--filter",
                        "label=com.docker.compose.project=" + project,
                        "--filter",
                        "label=com.docker.compose.service=" + service)
                .strip();
        if (id.isEmpty()) {
            throw new IllegalStateException(service + " has no container: " + compose("ps"));
        }
        return id;
    }

    /** The image that a service runs from. */
    public String image(String service) {
        return "baton/" + (service.equals("docker-proxy") ? "nginx" : service) + ":" + tag;
    }

    public URI audit(String path) {
        return URI.create("http://127.0.0.1:" + auditPort + path);
    }

    public URI deployer(String path) {
        return URI.create("http://127.0.0.1:" + deployerPort + path);
    }

    public URI prometheus(String path) {
        return URI.create("http://127.0.0.1:" + prometheusPort + path);
    }

    /** The body of an answer with 200. */
    public String get(URI address) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != HTTP_OK) {
                throw new IllegalStateException(address + " answers " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(address.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a command inside a service's container prints. */
    public String inside(String service, String... command) {
        var arguments = new ArrayList<>(List.of("exec", container(service)));
        arguments.addAll(List.of(command));
        return docker(arguments.toArray(String[]::new));
    }

    /** What `docker` prints; both outputs, one after the other. */
    public String docker(String... arguments) {
        return run(List.of("docker"), arguments);
    }

    /** What `docker-compose` prints for this stack. */
    public String compose(String... arguments) {
        return run(
                List.of(
                        "docker-compose",
                        "-p",
                        project,
                        "-f",
                        Checkout.root().resolve("compose/compose.yaml").toString(),
                        "-f",
                        Checkout.root().resolve("compose/compose.example.yaml").toString()),
                arguments);
    }

    /** Containers, networks and volumes of this stack, and of what it has deployed, that exist. */
    public String remains() {
        var mine = "label=com.docker.compose.project=" + project;
        return Stream.of(mine, instances)
                .map(label -> docker("ps", "-aq", "--filter", label)
                        + docker("network", "ls", "-q", "--filter", label)
                        + docker("volume", "ls", "-q", "--filter", label))
                .collect(Collectors.joining());
    }

    /** Takes everything down, instances and data included, as README.md says. */
    @Override
    public void close() {
        try {
            // It would start them again.
            compose("rm", "-s", "-f", "deployer");
            remove(docker("ps", "-aq", "--filter", instances), "rm", "-f", "-v");
            remove(docker("network", "ls", "-q", "--filter", instances), "network", "rm");
            remove(docker("volume", "ls", "-q", "--filter", instances), "volume", "rm");
        } finally {
            compose("down", "-v", "-t", "10", "--remove-orphans");
            example.remove();
            http.close();
        }
    }

    private void remove(String names, String... command) {
        if (!names.isBlank()) {
            docker(Stream.concat(Stream.of(command), names.lines()).toArray(String[]::new));
        }
    }

    private String run(List<String> program, String... arguments) {
        var line = new ArrayList<>(program);
        line.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("baton-compose", ".out");
            try {
                var builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                var process = ChildProcesses.start(builder);
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(line + " takes too long: " + Files.readString(output));
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(
                            line + " ended with " + process.exitValue() + ": " + Files.readString(output));
                }
                return Files.readString(output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", line), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
