package dev.baton.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessesIT {
    @Test
    void killsWhatIsLeftWhenTheJvmIsKilled(@TempDir Path folder) throws Exception {
        var pidFile = folder.resolve("pid");
        var jvm = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        pidFile.toString()))
                .inheritIO()
                .start();
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(pidFile));
        var child = ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();
        assertThat(child.isAlive()).isTrue();

        jvm.destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(10)).until(() -> !child.isAlive());
    }

    @Test
    void stopsAProcessThatIgnoresTheRequest() throws Exception {
        var process =
                ChildProcesses.start(new ProcessBuilder("sh", "-c", "trap '' TERM; echo set; while :; do :; done"));
        assertThat(process.inputReader().readLine()).isEqualTo("set");

        ChildProcesses.stop(process, Duration.ofMillis(100));

        assertThat(process.isAlive()).isFalse();
    }

    /** A test JVM that leaves a child behind. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            var child = ChildProcesses.start(new ProcessBuilder("sleep", "300"));
            var pidFile = Path.of(arguments[0]);
            Files.writeString(pidFile.resolveSibling("pid.new"), Long.toString(child.pid()));
            Files.move(pidFile.resolveSibling("pid.new"), pidFile);
            child.waitFor();
        }
    }
}
