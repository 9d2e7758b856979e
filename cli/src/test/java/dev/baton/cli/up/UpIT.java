package dev.baton.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.cli.Baton;
import dev.baton.cli.ExitCode;
import dev.baton.codec.Topic;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the services built, as the reactor or {@code ./baton} leaves them. */
class UpIT {
    private static final Duration BACK = Duration.ofSeconds(90);

    private final StringWriter said = new StringWriter();
    private Layout layout = new Layout(Path.of(""));
    private int portsFrom;

    @BeforeEach
    void chooseDirectoryAndPorts(@TempDir Path directory) {
        layout = Layout.create(directory);
        portsFrom = FreePorts.next();
    }

    @AfterEach
    void takeDown() {
        new Takedown(layout, _ -> {}).run(false);
    }

    @Test
    void survivesTheDeathOfEachOfItsProcessesAndOfAll() throws Exception {
        assertThat(baton("up", "--ports-from", Integer.toString(portsFrom)))
                .as(said.toString())
                .isEqualTo(ExitCode.OK);
        watchAll();
        assertThat(Endpoints.read(layout)).isPresent();
        createsTopicsWithTheirPolicies();
        Files.writeString(layout.nginxSites().resolve("site.conf"), site(portsFrom + 10));
        reloadNginx();

        isUpAlreadyForASecondUp();
        startsAgainWhatCrashes();
        servesWithoutAnythingButNginx();
        comesBackAfterTheDeathOfAll();

        assertThat(baton("down")).isEqualTo(ExitCode.OK);
        assertThat(everythingOfOurs()).isEmpty();
        assertThat(baton("down")).isEqualTo(ExitCode.OK);
    }

    private void isUpAlreadyForASecondUp() {
        var before = pids();

        assertThat(baton("up", "--json")).isEqualTo(ExitCode.OK);

        assertThat(said.toString()).contains("\"wasUp\":true");
        assertThat(pids()).isEqualTo(before);
    }

    private void startsAgainWhatCrashes() {
        var before = pids();
        for (Component component : Component.values()) {
            kill(component);
        }
        for (Component component : Component.values()) {
            await(component + " to be started again")
                    .atMost(BACK)
                    .until(() -> ComponentState.read(layout, component)
                            .filter(state -> state.pid() != Objects.requireNonNull(before.get(component))
                                    && Startup.answers(state))
                            .isPresent());
            watchAll();
        }
        assertThat(Incident.read(layout)).extracting(Incident::component).contains(Component.values());
        assertThat(Answers.http(URI.create("http://127.0.0.1:" + (portsFrom + 10))))
                .isTrue();
    }

    private void servesWithoutAnythingButNginx() {
        var supervisor = Supervisor.find(layout).orElseThrow();
        Processes.end("KILL", List.of(supervisor), Duration.ofSeconds(5));
        assertThat(baton("status")).isEqualTo(ExitCode.OK);
        assertThat(said.toString()).contains("The supervisor does not run");
        kill(Component.KAFKA);
        Component.services().forEach(this::kill);

        assertThat(Answers.http(URI.create("http://127.0.0.1:" + (portsFrom + 10))))
                .isTrue();
        // A killed master's workers serve on, until the next `up` puts another in its place.
        kill(Component.NGINX);
        assertThat(Answers.http(URI.create("http://127.0.0.1:" + (portsFrom + 10))))
                .isTrue();
    }

    private void comesBackAfterTheDeathOfAll() {
        assertThat(everythingOfOurs())
                .hasSizeLessThanOrEqualTo(NginxProgram.workers(layout).size());

        assertThat(baton("up")).as(said.toString()).isEqualTo(ExitCode.OK);

        watchAll();
        assertThat(pids()).hasSize(Component.values().length);
        assertThat(Answers.http(URI.create("http://127.0.0.1:" + (portsFrom + 10))))
                .isTrue();
    }

    private void createsTopicsWithTheirPolicies() throws Exception {
        var bootstrapServers = Endpoints.require(layout).bootstrapServers();
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            for (Topic topic : Topic.values()) {
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.in(KafkaProgram.TOPIC_PREFIX));
                var config = Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource)).all().get().get(resource));
                topic.configuration()
                        .forEach((key, value) ->
                                assertThat(config.get(key).value()).isEqualTo(value));
            }
            assertThat(admin.listTopics().names().get())
                    .contains(Topic.REQUESTS.deadLettersIn(KafkaProgram.TOPIC_PREFIX));
        }
    }

    private int baton(String... arguments) {
        said.getBuffer().setLength(0);
        var all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--dir";
        all[arguments.length + 1] = layout.directory().toString();
        var writer = new PrintWriter(said, true);
        return Baton.commandLine().setOut(writer).setErr(writer).execute(all);
    }

    private Map<Component, Long> pids() {
        return Arrays.stream(Component.values())
                .flatMap(component -> ComponentState.read(layout, component).stream())
                .collect(Collectors.toMap(ComponentState::component, ComponentState::pid));
    }

    private void kill(Component component) {
        var process = component == Component.NGINX
                ? NginxProgram.master(layout)
                : Processes.find(Processes.mark(layout, component.label()));
        assertThat(Processes.end("KILL", process.stream().toList(), Duration.ofSeconds(5)))
                .isEmpty();
    }

    private void reloadNginx() {
        Processes.signal(
                "HUP",
                NginxProgram.master(layout).stream()
                        .map(master -> Long.toString(master.pid()))
                        .toList());
        await("the site").until(() -> Answers.http(URI.create("http://127.0.0.1:" + (portsFrom + 10))));
    }

    /** Should this JVM be killed, they go with it, although they are made to outlive whoever started them. */
    private void watchAll() {
        everythingOfOurs().forEach(ChildProcesses::watch);
    }

    private List<ProcessHandle> everythingOfOurs() {
        var ours = new ArrayList<>(
                Processes.all(line -> line.contains(layout.directory().toString()))
                        .toList());
        ours.addAll(NginxProgram.workers(layout));
        return ours;
    }

    private static String site(int port) {
        return "server { listen 127.0.0.1:%d; return 200 served; }".formatted(port);
    }
}
