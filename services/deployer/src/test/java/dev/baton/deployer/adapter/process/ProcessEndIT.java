package dev.baton.deployer.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployer.domain.InstanceHost.StartOutcome;
import dev.baton.deployer.domain.InstanceHost.StopOutcome;
import dev.baton.deployer.domain.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How an instance ends, by itself and by others, and what is left of it. */
class ProcessEndIT {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Redaction NOTHING_SECRET = Redaction.of(List.of());
    private static final List<String> ENDLESS = List.of("sleep", "300");

    @RegisterExtension
    private final HostUnderTest host = new HostUnderTest();

    @Test
    void whatClearedItsEnvironmentAndWillNotHearIsStoppedWithItsGroup() throws IOException {
        host.start(
                List.of(
                        "sh",
                        "-c",
                        "env -i sh -c 'trap \"\" TERM; echo deaf: $$; while :; do sleep 1; done' & exec sleep 300"),
                Map.of());
        await().until(() -> host.output().stream().anyMatch(line -> line.startsWith("deaf: ")));
        long deaf = host.output().stream()
                .filter(line -> line.startsWith("deaf: "))
                .mapToLong(line -> Long.parseLong(line.substring("deaf: ".length())))
                .findFirst()
                .orElseThrow();
        assertThat(host.processes().find(deaf)).isPresent();

        assertThat(host.get().stop(host.deployment(), Duration.ofMillis(200))).isEqualTo(new StopOutcome.Stopped());

        assertThat(host.processes().find(deaf)).isEmpty();
    }

    @Test
    void exitCodeIsKnownAlsoToALaterDeployer() {
        host.start(List.of("sh", "-c", "echo goodbye; exit 42"), Map.of());
        host.replace();

        host.awaitExit(OptionalInt.of(42));
        assertThat(host.get().lastLogLines(host.deployment(), NOTHING_SECRET)).containsExactly("goodbye");
    }

    @Test
    void exitLoopIsCountedByRuns() {
        for (int run = 1; run <= 3; run++) {
            int expected = run;
            assertThat(host.start(List.of("sh", "-c", "exit 1"), Map.of(), run))
                    .isEqualTo(new StartOutcome.Running(false));
            await().untilAsserted(() -> assertThat(host.get().observe(host.deployment()))
                    .isInstanceOfSatisfying(
                            Observation.Exited.class,
                            exited -> assertThat(exited.run()).isEqualTo(expected)));
        }
    }

    @Test
    void childrenThatOutliveTheApplicationEndBeforeTheNextStart() {
        host.start(List.of("sh", "-c", "sleep 301 & exit 1"), Map.of());
        host.awaitExit(OptionalInt.of(1));
        List<ProcessTable.Entry> orphans = host.processes().ofDeployment(host.deployment());
        assertThat(orphans).hasSize(1);

        host.start(ENDLESS, Map.of(), 2);

        assertThat(host.processes().ofDeployment(host.deployment())).doesNotContainAnyElementsOf(orphans);
        assertThat(host.get().observe(host.deployment())).isInstanceOf(Observation.Running.class);
    }

    @Test
    void applicationWhoseWrapperWasKilledStillRunsAndIsNotStartedAgain() {
        host.start(ENDLESS, Map.of());
        await().until(() -> host.processes().ofDeployment(host.deployment()).size() == 2);
        ProcessHandle.of(host.leader()).ifPresent(ProcessHandle::destroyForcibly);
        await().until(() -> host.processes().ofDeployment(host.deployment()).size() == 1);

        assertThat(host.get().observe(host.deployment())).isInstanceOf(Observation.Running.class);
        assertThat(host.start(ENDLESS, Map.of())).isEqualTo(new StartOutcome.Running(true));
        assertThat(host.processes().ofDeployment(host.deployment())).hasSize(1);
    }

    @Test
    void killedApplicationExitedWithItsSignal() {
        host.start(ENDLESS, Map.of());
        await().until(() -> host.processes().ofDeployment(host.deployment()).size() == 2);
        long wrapper = host.leader();
        host.processes().ofDeployment(host.deployment()).stream()
                .filter(process -> process.pid() != wrapper)
                .forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));

        host.awaitExit(OptionalInt.of(137));
    }

    @Test
    void stopsPolitelyAndKnowsTheExitCode() {
        host.start(
                List.of("sh", "-c", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"), Map.of());
        await().until(() -> host.output().contains("up"));

        assertThat(host.get().stop(host.deployment(), GRACE)).isEqualTo(new StopOutcome.Stopped());

        assertThat(host.output()).contains("bye");
        host.awaitExit(OptionalInt.of(0));
    }

    @Test
    void killsWhatIgnoresTheSignalChildrenIncluded() {
        host.start(
                List.of(
                        "sh",
                        "-c",
                        "trap '' TERM; sh -c 'while :; do sleep 1; done' & setsid sleep 302 & echo up; wait"),
                Map.of());
        await().until(() -> host.output().contains("up"));
        await().until(() -> host.processes().ofDeployment(host.deployment()).size() >= 4);

        assertThat(host.get().stop(host.deployment(), Duration.ofMillis(300))).isEqualTo(new StopOutcome.Stopped());

        assertThat(host.processes().ofDeployment(host.deployment())).isEmpty();
    }

    @Test
    void stoppingTwiceOrWhatNeverRanSucceeds() {
        assertThat(host.get().stop(host.deployment(), GRACE)).isEqualTo(new StopOutcome.Stopped());
        host.start(ENDLESS, Map.of());
        assertThat(host.get().stop(host.deployment(), GRACE)).isEqualTo(new StopOutcome.Stopped());
        assertThat(host.get().stop(host.deployment(), GRACE)).isEqualTo(new StopOutcome.Stopped());
    }

    @Test
    void stopFromOutsideIsNotTheInstancesFault() throws IOException {
        host.start(ENDLESS, Map.of());
        Files.createFile(host.directory().resolve("stopped"));
        host.get().stop(host.deployment(), GRACE);
        assertThat(host.get().observe(host.deployment())).isEqualTo(new Observation.Interrupted());

        host.start(ENDLESS, Map.of());
        assertThat(host.get().observe(host.deployment())).isInstanceOf(Observation.Running.class);
    }

    @Test
    void restartOfTheMachineIsNotTheInstancesFault() throws IOException {
        host.start(ENDLESS, Map.of());
        // A process may be starting another one while it is killed, so look until there is none.
        await().until(() -> {
            var left = host.processes().ofDeployment(host.deployment());
            left.forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));
            return left.isEmpty();
        });
        Files.deleteIfExists(host.directory().resolve("exit"));
        host.rewriteRecord(instance -> instance.put("bootId", "another boot"));

        assertThat(host.get().observe(host.deployment())).isEqualTo(new Observation.Interrupted());
    }

    @Test
    void secretsAreBlackedOutInTheLastLogLines() {
        host.start(
                List.of(
                        "sh",
                        "-c",
                        "echo \"my password is $TOKEN.\"; echo \"postgresql://u:a%20b%2Fc@h/d\"; sleep 300"),
                Map.of("TOKEN", "hunter2-hunter2"));

        Redaction redaction = Redaction.of(List.of("hunter2-hunter2", "a b/c"));
        await().untilAsserted(() -> assertThat(host.get().lastLogLines(host.deployment(), redaction))
                .containsExactly("my password is ***.", "postgresql://u:***@h/d"));
    }

    @Test
    void lastLogLinesAreBoundedAndPrintable() {
        host.start(
                List.of("sh", "-c", "seq 1 100; head -c 200000 /dev/zero | tr '\\0' x; printf '\\n\\033[31mred\\n'"),
                Map.of());
        host.awaitExit(OptionalInt.of(0));

        assertThat(host.get().lastLogLines(host.deployment(), NOTHING_SECRET))
                .hasSizeLessThanOrEqualTo(20)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(501))
                .last()
                .isEqualTo("[31mred");
    }

    @Test
    void missingLogIsEmpty() {
        assertThat(host.get().lastLogLines(host.deployment(), NOTHING_SECRET)).isEmpty();
    }
}
