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

/**
 * The stack of {@code compose/compose.yaml} under a project's name, ports and a network of its own. Without Grafana, whose
 * image only a registry has.
 */
public final class ComposeStack implements AutoCloseable {

    /** All of Baton's services, as Compose names them. */
    public static final List<String> SERVICES = List.of("deployer", "sync-monitor", "router-switcher", "audit");

    /** What the stack stands on. */
    public static final List<String> AROUND = List.of("kafka", "nginx", "prometheus", "docker-proxy");

    private static final List<String> IMAGES = List.of(
            "busybox", "kafka", "nginx", "prometheus", "deployer", "sync-monitor", "router-switcher", "audit", "cli");

    private static final int HTTP_OK = 200;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final String project =
            "baton-st-%06x".formatted(ThreadLocalRandom.current().nextInt(1 << 24));
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
        environment.put("BATON_SUBNET", network + ".0/24");
        environment.put("BATON_GATEWAY", network + ".1");
        environment.put("BATON_ROUTE_PORTS", Integer.toString(routePort));
        environment.put("BATON_KAFKA_PORT", Integer.toString(FreePorts.next()));
        environment.put("BATON_AUDIT_PORT", Integer.toString(auditPort));
        environment.put("BATON_DEPLOYER_PORT", Integer.toString(deployerPort));
        environment.put("BATON_PROMETHEUS_PORT", Integer.toString(prometheusPort));
        // Compose asks for the image of what it is told not to start.
        environment.put("BATON_GRAFANA_IMAGE", "baton/busybox:" + tag);
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
                        Checkout.root().resolve("compose/compose.yaml").toString()),
                arguments);
    }

    /** Names of this stack's containers, networks and volumes that exist. */
    public String remains() {
        var mine = "label=com.docker.compose.project=" + project;
        return docker("ps", "-aq", "--filter", mine)
                + docker("network", "ls", "-q", "--filter", mine)
                + docker("volume", "ls", "-q", "--filter", mine);
    }

    /** Takes everything down, data included. */
    @Override
    public void close() {
        compose("down", "-v", "-t", "10", "--remove-orphans");
        http.close();
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
