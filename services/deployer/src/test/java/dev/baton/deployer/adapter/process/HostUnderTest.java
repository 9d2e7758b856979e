package dev.baton.deployer.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.deployer.domain.InstanceHost;
import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployer.domain.InstanceHost.StartOutcome;
import dev.baton.deployer.domain.InstanceHost.StopOutcome;
import dev.baton.deployer.domain.Launch;
import dev.baton.deployer.domain.Program;
import dev.baton.deployer.domain.Redaction;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One test's own host of processes with one instance, of which nothing is left after the test. */
final class HostUnderTest implements BeforeEachCallback, AfterEachCallback {
    private final DeploymentId deployment = DeploymentId.next(Clock.systemUTC());
    private final ProcessTable processes = new ProcessTable(Path.of("/proc"));
    private Path instances;
    private InstanceHost host;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        instances = Files.createTempDirectory("baton-instances-");
        replace();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(host.stop(deployment, Duration.ofMillis(1))).isEqualTo(new StopOutcome.Stopped());
        assertThat(processes.ofDeployment(deployment)).isEmpty();
        Folders.delete(instances);
    }

    InstanceHost get() {
        return host;
    }

    /** Another host in the same place, as after a start of the deployer. */
    void replace() {
        host = new ProcessInstanceHost(instances, new KernelPorts(), Clock.systemUTC());
    }

    DeploymentId deployment() {
        return deployment;
    }

    ProcessTable processes() {
        return processes;
    }

    /** The folder of all instances. */
    Path instances() {
        return instances;
    }

    /** The instance's own folder. */
    Path directory() {
        return instances.resolve(deployment.toString());
    }

    StartOutcome start(List<String> command, Map<String, String> environment) {
        return start(command, environment, 1);
    }

    StartOutcome start(List<String> command, Map<String, String> environment, int run) {
        return host.start(launch(run, new Program.Command(command, Optional.empty(), FreePorts.next()), environment));
    }

    Launch launch(int run, Program program, Map<String, String> environment) {
        var nothingSecret = Redaction.of(List.of());
        return new Launch(new ApplicationName("shop"), deployment, "1.0", run, program, environment, nothingSecret);
    }

    /** What it has printed, by lines. */
    List<String> output() {
        try {
            return Files.readAllLines(directory().resolve("output.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process on record. */
    long leader() {
        return new InstanceFiles(directory()).readRecord().orElseThrow().pid();
    }

    void awaitExit(OptionalInt code) {
        await().untilAsserted(() -> assertThat(host.observe(deployment))
                .isInstanceOfSatisfying(
                        Observation.Exited.class,
                        exited -> assertThat(exited.exit().code()).isEqualTo(code)));
    }

    void rewriteRecord(Consumer<ObjectNode> change) throws IOException {
        Path file = directory().resolve("instance.json");
        ObjectNode instance = (ObjectNode) BatonJson.mapper().readTree(file.toFile());
        change.accept(instance);
        Files.writeString(file, instance.toString());
    }
}
