package dev.baton.deployer.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployer.domain.InstanceHost.StartOutcome;
import dev.baton.deployer.domain.InstanceHost.StopOutcome;
import dev.baton.deployer.domain.Launch;
import dev.baton.deployer.domain.Program;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is started, that it is one, and how it is found again. */
class ProcessStartIT {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final List<String> ENDLESS = List.of("sleep", "300");

    @RegisterExtension
    private final HostUnderTest host = new HostUnderTest();

    @Test
    void startsWhatTheLaunchSaysAndNothingOfTheDeployersOwnEnvironment() throws IOException {
        Map<String, String> environment = Map.of("PORT", "4711", "TOKEN", "s3cret with 'quotes' and $dollars");
        host.start(
                List.of("sh", "-c", "env; pwd; echo argument: \"$1\"; sleep 300", "sh", "two words; `id`"),
                environment);

        await().untilAsserted(() -> assertThat(host.output())
                .contains(
                        "PORT=4711",
                        "TOKEN=s3cret with 'quotes' and $dollars",
                        "BATON_DEPLOYMENT=" + host.deployment(),
                        "argument: two words; `id`",
                        host.directory().resolve("work").toRealPath().toString()));
        assertThat(host.output())
                .filteredOn(line -> line.contains("="))
                .extracting(line -> line.substring(0, line.indexOf('=')))
                .doesNotContainAnyElementsOf(unexpectedVariables());
    }

    @Test
    void secretsAreNeitherOnACommandLineNorInTheRecord() throws IOException {
        host.start(ENDLESS, Map.of("TOKEN", "hunter2-hunter2"));

        for (ProcessTable.Entry process : host.processes().ofDeployment(host.deployment())) {
            assertThat(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline")))
                    .doesNotContain("hunter2");
        }
        try (var files = Files.walk(host.instances())) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("hunter2"));
        }
    }

    @Test
    void startingTwiceGivesOneInstance() {
        assertThat(host.start(ENDLESS, Map.of())).isEqualTo(new StartOutcome.Running(false));
        long first = host.leader();

        assertThat(host.start(ENDLESS, Map.of())).isEqualTo(new StartOutcome.Running(true));
        assertThat(host.leader()).isEqualTo(first);
    }

    @Test
    void startingAtOnceFromManyThreadsGivesOneInstance() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<StartOutcome> start = () -> host.start(ENDLESS, Map.of());
            List<StartOutcome> outcomes = new ArrayList<>();
            for (var result : threads.invokeAll(List.of(start, start, start, start, start))) {
                outcomes.add(result.get());
            }
            assertThat(outcomes).containsOnlyOnce(new StartOutcome.Running(false));
        }
        await().untilAsserted(() ->
                assertThat(host.processes().ofDeployment(host.deployment())).hasSize(2));
    }

    @Test
    void anotherHostFindsTheInstance() {
        host.start(ENDLESS, Map.of());
        long first = host.leader();
        host.replace();

        assertThat(host.get().observe(host.deployment())).isInstanceOf(Observation.Running.class);
        assertThat(host.start(ENDLESS, Map.of())).isEqualTo(new StartOutcome.Running(true));
        assertThat(host.leader()).isEqualTo(first);
        assertThat(host.get().deployments()).containsExactly(host.deployment());
    }

    @Test
    void instanceOutlivesTheKilledDeployer() throws Exception {
        Path log = host.instances().resolve("deployer.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HostInAnotherJvm.class.getName(),
                host.instances().toString(),
                host.deployment().toString(),
                Integer.toString(FreePorts.next())));
        command.addAll(ENDLESS);
        Process deployer = ChildProcesses.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Files.readString(log)).contains("Running[found=false]"));
        long before = host.leader();

        deployer.destroyForcibly().waitFor();

        assertThat(host.get().observe(host.deployment())).isInstanceOf(Observation.Running.class);
        assertThat(host.leader()).isEqualTo(before);
    }

    @Test
    void findsTheInstanceOfADeployerThatDiedBeforeItsRecord() throws IOException {
        host.start(ENDLESS, Map.of(), 3);
        long first = host.leader();
        Files.delete(host.directory().resolve("instance.json"));
        host.replace();

        assertThat(host.start(ENDLESS, Map.of())).isEqualTo(new StartOutcome.Running(true));
        assertThat(host.leader()).isEqualTo(first);
        assertThat(host.get().observe(host.deployment()))
                .isInstanceOfSatisfying(
                        Observation.Running.class,
                        running -> assertThat(running.run()).isEqualTo(3));
    }

    @Test
    void damagedRecordIsNoObstacle() throws IOException {
        host.start(ENDLESS, Map.of());
        Files.writeString(host.directory().resolve("instance.json"), "{\"pid\":");

        assertThat(host.get().observe(host.deployment())).isInstanceOf(Observation.Running.class);
    }

    @Test
    void anotherProcessWithTheRecordedPidIsNotTheInstance() throws IOException {
        host.start(List.of("sh", "-c", "exit 7"), Map.of());
        host.awaitExit(OptionalInt.of(7));
        Process stranger = ChildProcesses.start(new ProcessBuilder(ENDLESS));
        host.rewriteRecord(instance -> instance.put("pid", stranger.pid()));

        assertThat(host.get().observe(host.deployment())).isInstanceOf(Observation.Exited.class);
        assertThat(host.get().stop(host.deployment(), GRACE)).isEqualTo(new StopOutcome.Stopped());
        assertThat(stranger.isAlive()).isTrue();
        ChildProcesses.stop(stranger, GRACE);
    }

    @Test
    void commandThatDoesNotExistIsAClearFailure() {
        assertThat(host.start(List.of("no-such-program-4711"), Map.of()))
                .isInstanceOfSatisfying(
                        StartOutcome.NotStarted.class,
                        failure -> assertThat(failure.reason())
                                .contains("no-such-program-4711", "does not exist", "run.process.command"));
        assertThat(host.get().observe(host.deployment())).isEqualTo(new Observation.Absent());
    }

    @Test
    void directoryThatDoesNotExistIsAClearFailure() {
        Launch launch =
                host.launch(1, new Program.Command(ENDLESS, Optional.of("/no/such/place"), FreePorts.next()), Map.of());

        assertThat(host.get().start(launch))
                .isInstanceOfSatisfying(
                        StartOutcome.NotStarted.class,
                        failure -> assertThat(failure.reason()).contains("/no/such/place", "run.process.directory"));
    }

    @Test
    void portInUseByAnotherProgramIsAClearFailure() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Launch launch =
                    host.launch(1, new Program.Command(ENDLESS, Optional.empty(), other.getLocalPort()), Map.of());

            assertThat(host.get().start(launch))
                    .isInstanceOfSatisfying(
                            StartOutcome.NotStarted.class,
                            failure -> assertThat(failure.reason())
                                    .contains(
                                            "port " + other.getLocalPort(),
                                            "in use by process "
                                                    + ProcessHandle.current().pid(),
                                            "route.slots"));
        }
        assertThat(host.processes().ofDeployment(host.deployment())).isEmpty();
    }

    @Test
    void foreignEntriesAmongTheInstancesAreLeftAlone() throws IOException {
        Files.createDirectories(host.instances().resolve("not-a-deployment"));

        assertThat(host.get().deployments()).isEmpty();
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
