package dev.baton.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.support.ChildProcesses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakedownIT {
    private final List<Process> started = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Layout layout = new Layout(Path.of(""));

    @BeforeEach
    void createLayout(@TempDir Path directory) {
        layout = Layout.create(directory);
    }

    @AfterEach
    void killWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void stopsInstancesWithWhatTheyStarted() throws Exception {
        var instance = startInstance(UUID.randomUUID().toString(), "sleep 300 & wait");
        await().until(() -> instance.descendants().count() == 1);
        var child = instance.descendants().findFirst().orElseThrow();

        assertThat(takeDown(false)).isEqualTo(2);

        assertThat(Processes.isRunning(instance.toHandle())).isFalse();
        assertThat(Processes.isRunning(child)).isFalse();
        assertThat(said).containsExactly("stopped the applications' instances");
    }

    @Test
    void leavesInstancesWhereItIsToldTo() throws Exception {
        var instance = startInstance(UUID.randomUUID().toString(), "exec sleep 300");

        assertThat(takeDown(true)).isZero();

        assertThat(instance.isAlive()).isTrue();
    }

    @Test
    void leavesInstancesOfAnotherBatonAlone() throws Exception {
        var other = start("exec sleep 300", UUID.randomUUID().toString());
        startInstance(UUID.randomUUID().toString(), "exec sleep 300");

        assertThat(takeDown(false)).isEqualTo(1);

        assertThat(other.isAlive()).isTrue();
    }

    private int takeDown(boolean keepInstances) {
        return new Takedown(layout, said::add).run(keepInstances);
    }

    private Process startInstance(String deployment, String script) throws Exception {
        Files.createDirectories(layout.instances().resolve(deployment));
        return start(script, deployment);
    }

    private Process start(String script, String deployment) {
        var builder = new ProcessBuilder("sh", "-c", script);
        builder.environment().put("BATON_DEPLOYMENT", deployment);
        var process = ChildProcesses.start(builder);
        started.add(process);
        return process;
    }
}
