package dev.baton.deployer.adapter.process;

import dev.baton.deployer.domain.AdoptedInstanceHost;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.DeploymentId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** A process that somebody else started. Another one that has its PID by now is never taken for it. */
public final class AdoptedProcess implements AdoptedInstanceHost {
    /** No process is in it, so that the process is signalled and not those of its group, which are not ours. */
    private static final long NO_GROUP = 0;

    private final AdoptedInstance.Process process;
    private final ProcessTable processes = new ProcessTable(Path.of("/proc"));
    private final Termination termination = new Termination(processes);

    public AdoptedProcess(AdoptedInstance.Process process) {
        this.process = process;
    }

    @Override
    public Observation observe(DeploymentId deployment) {
        return entry().isPresent()
                ? new Observation.Running(1, Instant.EPOCH)
                : new Observation.Exited(1, Instant.EPOCH, OptionalInt.empty());
    }

    @Override
    public StopOutcome stop(DeploymentId deployment, Duration grace) {
        return termination.end(() -> entry().stream().toList(), grace);
    }

    private Optional<ProcessTable.Entry> entry() {
        return Optional.of(process)
                .filter(known -> known.bootId().equals(processes.bootId()))
                .flatMap(known -> processes.find(known.pid()))
                .filter(found -> found.startTicks() == process.startTicks())
                .map(found -> new ProcessTable.Entry(found.pid(), NO_GROUP, found.startTicks()));
    }
}
