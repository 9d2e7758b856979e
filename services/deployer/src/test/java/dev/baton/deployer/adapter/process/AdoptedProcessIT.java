package dev.baton.deployer.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.deployer.domain.InstanceFinder.Sighting;
import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployer.domain.InstanceHost.StopOutcome;
import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.DeploymentId;
import dev.baton.support.ChildProcesses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real processes that were not started by the host under test. */
class AdoptedProcessIT {
    private static final DeploymentId ID = DeploymentId.next(Clock.systemUTC());
    private static final Duration GRACE = Duration.ofMillis(300);

    private final ProcessFinder finder = new ProcessFinder();

    @Test
    void findsWhereAProcessListens() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                ServerSocket everywhere = new ServerSocket(0, 1)) {
            assertThat(finder.find(Long.toString(ProcessHandle.current().pid())))
                    .isInstanceOfSatisfying(
                            Sighting.Seen.class,
                            seen -> assertThat(seen.listening())
                                    .contains(
                                            Address.loopback(one.getLocalPort()),
                                            new Address(Sighting.Seen.ANY, everywhere.getLocalPort())));
        }
    }

    @Test
    void stopsThatProcessAndNoneThatItStarted() throws IOException {
        Process shell = ChildProcesses.start(new ProcessBuilder("setsid", "sh", "-c", "sleep 60 & wait"));
        AdoptedProcess adopted = new AdoptedProcess(seen(shell));
        List<ProcessHandle> children = awaitChild(shell);
        try {
            assertThat(adopted.observe(ID)).isInstanceOf(Observation.Running.class);
            assertThat(adopted.stop(ID, GRACE)).isEqualTo(new StopOutcome.Stopped());
            assertThat(adopted.observe(ID)).isInstanceOf(Observation.Exited.class);
            assertThat(children).allMatch(ProcessHandle::isAlive);
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void killsWhatDoesNotListenToRequests() throws IOException {
        Process deaf =
                ChildProcesses.start(new ProcessBuilder("sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"));
        awaitChild(deaf);
        assertThat(new AdoptedProcess(seen(deaf)).stop(ID, GRACE)).isEqualTo(new StopOutcome.Stopped());
        // Java hears of it a moment after the process table shows it.
        await().until(() -> !deaf.isAlive());
    }

    @Test
    void neverTakesAnotherProcessWithThePidForIt() throws IOException {
        Process other = ChildProcesses.start(new ProcessBuilder("sleep", "60"));
        AdoptedInstance.Process now = seen(other);
        for (AdoptedInstance.Process before : List.of(
                new AdoptedInstance.Process(now.pid(), now.startTicks() - 1, now.bootId()),
                new AdoptedInstance.Process(now.pid(), now.startTicks(), "another boot"))) {
            AdoptedProcess adopted = new AdoptedProcess(before);
            assertThat(adopted.observe(ID)).isInstanceOf(Observation.Exited.class);
            assertThat(adopted.stop(ID, GRACE)).isEqualTo(new StopOutcome.Stopped());
        }
        assertThat(other.isAlive()).isTrue();
        ChildProcesses.stop(other, Duration.ofSeconds(5));
    }

    @Test
    void saysWhatCannotBeAdopted() throws IOException {
        Process gone = ChildProcesses.start(new ProcessBuilder("true"));
        gone.onExit().join();
        assertThat(finder.find(Long.toString(gone.pid()))).isInstanceOf(Sighting.Unfit.class);
        ProcessBuilder batons = new ProcessBuilder("sleep", "60");
        batons.environment().put(ProcessTable.DEPLOYMENT_VARIABLE, ID.toString());
        Process instance = ChildProcesses.start(batons);
        assertThat(finder.find(Long.toString(instance.pid())))
                .isInstanceOfSatisfying(
                        Sighting.Unfit.class,
                        unfit -> assertThat(unfit.reason()).contains("Baton started"));
        ChildProcesses.stop(instance, Duration.ofSeconds(5));
    }

    private AdoptedInstance.Process seen(Process process) {
        return (AdoptedInstance.Process) ((Sighting.Seen) finder.find(Long.toString(process.pid()))).instance();
    }

    private static List<ProcessHandle> awaitChild(Process process) {
        await().until(() -> process.descendants().findAny().isPresent());
        return process.descendants().toList();
    }
}
