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
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessInstanceHostIT {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Redaction NOTHING_SECRET = Redaction.of(List.of());
    private static final List<String> ENDLESS = List.of("sleep", "300");

    @TempDir
    private Path instances;

    private final DeploymentId deployment = DeploymentId.next(Clock.systemUTC());
    private final ProcessTable processes = new ProcessTable(Path.of("/proc"));
    private InstanceHost host;

    @BeforeEach
    void freshHost() {
        host = newHost();
    }

    @AfterEach
    void stopInstance() {
        assertThat(host.stop(deployment, Duration.ofMillis(1))).isEqualTo(new StopOutcome.Stopped());
        assertThat(processes.ofDeployment(deployment)).isEmpty();
    }

    @Test
    void startsWhatTheLaunchSaysAndNothingOfTheDeployersOwnEnvironment() throws IOException {
        Map<String, String> environment = Map.of("PORT", "4711", "TOKEN", "s3cret with 'quotes' and $dollars");
        start(List.of("sh", "-c", "env; pwd; echo argument: \"$1\"; sleep 300", "sh", "two words; `id`"), environment);

        await().untilAsserted(() -> assertThat(output())
                .contains(
                        "PORT=4711",
                        "TOKEN=s3cret with 'quotes' and $dollars",
                        "BATON_DEPLOYMENT=" + deployment,
                        "argument: two words; `id`",
                        directory().resolve("work").toRealPath().toString()));
        assertThat(output())
                .filteredOn(line -> line.contains("="))
                .extracting(line -> line.substring(0, line.indexOf('=')))
                .doesNotContainAnyElementsOf(unexpectedVariables());
    }

    @Test
    void secretsAreNeitherOnACommandLineNorInTheRecord() throws IOException {
        start(ENDLESS, Map.of("TOKEN", "hunter2-hunter2"));

        for (ProcessTable.Entry process : processes.ofDeployment(deployment)) {
            assertThat(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline")))
                    .doesNotContain("hunter2");
        }
        try (var files = Files.walk(instances)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("hunter2"));
        }
    }

    @Test
    void whatClearedItsEnvironmentAndWillNotHearIsStoppedWithItsGroup() throws IOException {
        start(
                List.of(
                        "sh",
                        "-c",
                        "env -i sh -c 'trap \"\" TERM; echo deaf: $$; while :; do sleep 1; done' & exec sleep 300"),
                Map.of());
        await().until(() -> output().stream().anyMatch(line -> line.startsWith("deaf: ")));
        long deaf = output().stream()
                .filter(line -> line.startsWith("deaf: "))
                .mapToLong(line -> Long.parseLong(line.substring("deaf: ".length())))
                .findFirst()
                .orElseThrow();
        assertThat(processes.find(deaf)).isPresent();

        assertThat(host.stop(deployment, Duration.ofMillis(200))).isEqualTo(new StopOutcome.Stopped());

        assertThat(processes.find(deaf)).isEmpty();
    }

    @Test
    void startingTwiceGivesOneInstance() {
        assertThat(start(ENDLESS, Map.of())).isEqualTo(new StartOutcome.Running(false));
        long first = leader();

        assertThat(start(ENDLESS, Map.of())).isEqualTo(new StartOutcome.Running(true));
        assertThat(leader()).isEqualTo(first);
    }

    @Test
    void startingAtOnceFromManyThreadsGivesOneInstance() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<StartOutcome> start = () -> start(ENDLESS, Map.of());
            List<StartOutcome> outcomes = new ArrayList<>();
            for (var result : threads.invokeAll(List.of(start, start, start, start, start))) {
                outcomes.add(result.get());
            }
            assertThat(outcomes).containsOnlyOnce(new StartOutcome.Running(false));
        }
        await().untilAsserted(
                        () -> assertThat(processes.ofDeployment(deployment)).hasSize(2));
    }

    @Test
    void anotherHostFindsTheInstance() {
        start(ENDLESS, Map.of());
        long first = leader();
        host = newHost();

        assertThat(host.observe(deployment)).isInstanceOf(Observation.Running.class);
        assertThat(start(ENDLESS, Map.of())).isEqualTo(new StartOutcome.Running(true));
        assertThat(leader()).isEqualTo(first);
        assertThat(host.deployments()).containsExactly(deployment);
    }

    @Test
    void instanceOutlivesTheKilledDeployer() throws Exception {
        Path log = instances.resolve("deployer.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HostInAnotherJvm.class.getName(),
                instances.toString(),
                deployment.toString(),
                Integer.toString(FreePorts.next())));
        command.addAll(ENDLESS);
        Process deployer = ChildProcesses.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Files.readString(log)).contains("Running[found=false]"));
        long before = leader();

        deployer.destroyForcibly().waitFor();

        assertThat(host.observe(deployment)).isInstanceOf(Observation.Running.class);
        assertThat(leader()).isEqualTo(before);
    }

    @Test
    void findsTheInstanceOfADeployerThatDiedBeforeItsRecord() throws IOException {
        start(ENDLESS, Map.of(), 3);
        long first = leader();
        Files.delete(directory().resolve("instance.json"));
        host = newHost();

        assertThat(start(ENDLESS, Map.of())).isEqualTo(new StartOutcome.Running(true));
        assertThat(leader()).isEqualTo(first);
        assertThat(host.observe(deployment))
                .isInstanceOfSatisfying(
                        Observation.Running.class,
                        running -> assertThat(running.run()).isEqualTo(3));
    }

    @Test
    void damagedRecordIsNoObstacle() throws IOException {
        start(ENDLESS, Map.of());
        Files.writeString(directory().resolve("instance.json"), "{\"pid\":");

        assertThat(host.observe(deployment)).isInstanceOf(Observation.Running.class);
    }

    @Test
    void anotherProcessWithTheRecordedPidIsNotTheInstance() throws IOException {
        start(List.of("sh", "-c", "exit 7"), Map.of());
        awaitExit(OptionalInt.of(7));
        Process stranger = ChildProcesses.start(new ProcessBuilder(ENDLESS));
        rewriteRecord(instance -> instance.put("pid", stranger.pid()));

        assertThat(host.observe(deployment)).isInstanceOf(Observation.Exited.class);
        assertThat(host.stop(deployment, GRACE)).isEqualTo(new StopOutcome.Stopped());
        assertThat(stranger.isAlive()).isTrue();
        ChildProcesses.stop(stranger, GRACE);
    }

    @Test
    void commandThatDoesNotExistIsAClearFailure() {
        assertThat(start(List.of("no-such-program-4711"), Map.of()))
                .isInstanceOfSatisfying(
                        StartOutcome.NotStarted.class,
                        failure -> assertThat(failure.reason())
                                .contains("no-such-program-4711", "does not exist", "run.process.command"));
        assertThat(host.observe(deployment)).isEqualTo(new Observation.Absent());
    }

    @Test
    void directoryThatDoesNotExistIsAClearFailure() {
        Launch launch =
                launch(1, new Program.Command(ENDLESS, Optional.of("/no/such/place"), FreePorts.next()), Map.of());

        assertThat(host.start(launch))
                .isInstanceOfSatisfying(
                        StartOutcome.NotStarted.class,
                        failure -> assertThat(failure.reason()).contains("/no/such/place", "run.process.directory"));
    }

    @Test
    void portInUseByAnotherProgramIsAClearFailure() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Launch launch = launch(1, new Program.Command(ENDLESS, Optional.empty(), other.getLocalPort()), Map.of());

            assertThat(host.start(launch))
                    .isInstanceOfSatisfying(
                            StartOutcome.NotStarted.class,
                            failure -> assertThat(failure.reason())
                                    .contains(
                                            "port " + other.getLocalPort(),
                                            "in use by process "
                                                    + ProcessHandle.current().pid(),
                                            "route.slots"));
        }
        assertThat(processes.ofDeployment(deployment)).isEmpty();
    }

    @Test
    void exitCodeIsKnownAlsoToALaterDeployer() {
        start(List.of("sh", "-c", "echo goodbye; exit 42"), Map.of());
        host = newHost();

        awaitExit(OptionalInt.of(42));
        assertThat(host.lastLogLines(deployment, NOTHING_SECRET)).containsExactly("goodbye");
    }

    @Test
    void exitLoopIsCountedByRuns() {
        for (int run = 1; run <= 3; run++) {
            int expected = run;
            assertThat(start(List.of("sh", "-c", "exit 1"), Map.of(), run)).isEqualTo(new StartOutcome.Running(false));
            await().untilAsserted(() -> assertThat(host.observe(deployment))
                    .isInstanceOfSatisfying(
                            Observation.Exited.class,
                            exited -> assertThat(exited.run()).isEqualTo(expected)));
        }
    }

    @Test
    void childrenThatOutliveTheApplicationEndBeforeTheNextStart() {
        start(List.of("sh", "-c", "sleep 301 & exit 1"), Map.of());
        awaitExit(OptionalInt.of(1));
        List<ProcessTable.Entry> orphans = processes.ofDeployment(deployment);
        assertThat(orphans).hasSize(1);

        start(ENDLESS, Map.of(), 2);

        assertThat(processes.ofDeployment(deployment)).doesNotContainAnyElementsOf(orphans);
        assertThat(host.observe(deployment)).isInstanceOf(Observation.Running.class);
    }

    @Test
    void applicationWhoseWrapperWasKilledStillRunsAndIsNotStartedAgain() {
        start(ENDLESS, Map.of());
        await().until(() -> processes.ofDeployment(deployment).size() == 2);
        ProcessHandle.of(leader()).ifPresent(ProcessHandle::destroyForcibly);
        await().until(() -> processes.ofDeployment(deployment).size() == 1);

        assertThat(host.observe(deployment)).isInstanceOf(Observation.Running.class);
        assertThat(start(ENDLESS, Map.of())).isEqualTo(new StartOutcome.Running(true));
        assertThat(processes.ofDeployment(deployment)).hasSize(1);
    }

    @Test
    void killedApplicationExitedWithItsSignal() {
        start(ENDLESS, Map.of());
        await().until(() -> processes.ofDeployment(deployment).size() == 2);
        long wrapper = leader();
        processes.ofDeployment(deployment).stream()
                .filter(process -> process.pid() != wrapper)
                .forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));

        awaitExit(OptionalInt.of(137));
    }

    @Test
    void stopsPolitelyAndKnowsTheExitCode() {
        start(List.of("sh", "-c", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"), Map.of());
        await().until(() -> output().contains("up"));

        assertThat(host.stop(deployment, GRACE)).isEqualTo(new StopOutcome.Stopped());

        assertThat(output()).contains("bye");
        awaitExit(OptionalInt.of(0));
    }

    @Test
    void killsWhatIgnoresTheSignalChildrenIncluded() {
        start(
                List.of(
                        "sh",
                        "-c",
                        "trap '' TERM; sh -c 'while :; do sleep 1; done' & setsid sleep 302 & echo up; wait"),
                Map.of());
        await().until(() -> output().contains("up"));
        await().until(() -> processes.ofDeployment(deployment).size() >= 4);

        assertThat(host.stop(deployment, Duration.ofMillis(300))).isEqualTo(new StopOutcome.Stopped());

        assertThat(processes.ofDeployment(deployment)).isEmpty();
    }

    @Test
    void stoppingTwiceOrWhatNeverRanSucceeds() {
        assertThat(host.stop(deployment, GRACE)).isEqualTo(new StopOutcome.Stopped());
        start(ENDLESS, Map.of());
        assertThat(host.stop(deployment, GRACE)).isEqualTo(new StopOutcome.Stopped());
        assertThat(host.stop(deployment, GRACE)).isEqualTo(new StopOutcome.Stopped());
    }

    @Test
    void stopFromOutsideIsNotTheInstancesFault() throws IOException {
        start(ENDLESS, Map.of());
        Files.createFile(directory().resolve("stopped"));
        host.stop(deployment, GRACE);
        assertThat(host.observe(deployment)).isEqualTo(new Observation.Interrupted());

        start(ENDLESS, Map.of());
        assertThat(host.observe(deployment)).isInstanceOf(Observation.Running.class);
    }

    @Test
    void restartOfTheMachineIsNotTheInstancesFault() throws IOException {
        start(ENDLESS, Map.of());
        // A process may be starting another one while it is killed, so look until there is none.
        await().until(() -> {
            var left = processes.ofDeployment(deployment);
            left.forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));
            return left.isEmpty();
        });
        Files.deleteIfExists(directory().resolve("exit"));
        rewriteRecord(instance -> instance.put("bootId", "another boot"));

        assertThat(host.observe(deployment)).isEqualTo(new Observation.Interrupted());
    }

    @Test
    void secretsAreBlackedOutInTheLastLogLines() {
        start(
                List.of(
                        "sh",
                        "-c",
                        "echo \"my password is $TOKEN.\"; echo \"postgresql://u:a%20b%2Fc@h/d\"; sleep 300"),
                Map.of("TOKEN", "hunter2-hunter2"));

        Redaction redaction = Redaction.of(List.of("hunter2-hunter2", "a b/c"));
        await().untilAsserted(() -> assertThat(host.lastLogLines(deployment, redaction))
                .containsExactly("my password is ***.", "postgresql://u:***@h/d"));
    }

    @Test
    void lastLogLinesAreBoundedAndPrintable() {
        start(
                List.of("sh", "-c", "seq 1 100; head -c 200000 /dev/zero | tr '\\0' x; printf '\\n\\033[31mred\\n'"),
                Map.of());
        awaitExit(OptionalInt.of(0));

        assertThat(host.lastLogLines(deployment, NOTHING_SECRET))
                .hasSizeLessThanOrEqualTo(20)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(501))
                .last()
                .isEqualTo("[31mred");
    }

    @Test
    void missingLogIsEmpty() {
        assertThat(host.lastLogLines(deployment, NOTHING_SECRET)).isEmpty();
    }

    @Test
    void foreignEntriesAmongTheInstancesAreLeftAlone() throws IOException {
        Files.createDirectories(instances.resolve("not-a-deployment"));

        assertThat(host.deployments()).isEmpty();
    }

    private InstanceHost newHost() {
        return new ProcessInstanceHost(instances, new KernelPorts(), Clock.systemUTC());
    }

    private StartOutcome start(List<String> command, Map<String, String> environment) {
        return start(command, environment, 1);
    }

    private StartOutcome start(List<String> command, Map<String, String> environment, int run) {
        return host.start(launch(run, new Program.Command(command, Optional.empty(), FreePorts.next()), environment));
    }

    private Launch launch(int run, Program program, Map<String, String> environment) {
        return new Launch(new ApplicationName("shop"), deployment, "1.0", run, program, environment, NOTHING_SECRET);
    }

    private Path directory() {
        return instances.resolve(deployment.toString());
    }

    private List<String> output() {
        try {
            return Files.readAllLines(directory().resolve("output.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long leader() {
        return new InstanceFiles(directory()).readRecord().orElseThrow().pid();
    }

    private void awaitExit(OptionalInt code) {
        await().untilAsserted(() -> assertThat(host.observe(deployment))
                .isInstanceOfSatisfying(
                        Observation.Exited.class,
                        exited -> assertThat(exited.exit().code()).isEqualTo(code)));
    }

    private void rewriteRecord(Consumer<ObjectNode> change) throws IOException {
        Path file = directory().resolve("instance.json");
        ObjectNode instance = (ObjectNode) BatonJson.mapper().readTree(file.toFile());
        change.accept(instance);
        Files.writeString(file, instance.toString());
    }

    /** Variables of this JVM that an instance has no business to see. */
    private static List<String> unexpectedVariables() {
        List<String> expected = List.of(
                "PATH",
                "HOME",
                "USER",
                "LOGNAME",
                "SHELL",
                "LANG",
                "LC_ALL",
                "TZ",
                "TMPDIR",
                "JAVA_HOME",
                "PWD",
                "OLDPWD",
                "SHLVL",
                "_",
                "PORT",
                "TOKEN");
        return System.getenv().keySet().stream()
                .filter(variable -> !expected.contains(variable))
                .toList();
    }
}
