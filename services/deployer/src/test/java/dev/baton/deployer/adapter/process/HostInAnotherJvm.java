package dev.baton.deployer.adapter.process;

import dev.baton.deployer.domain.InstanceHost.StartOutcome;
import dev.baton.deployer.domain.Launch;
import dev.baton.deployer.domain.Program;
import dev.baton.deployer.domain.Redaction;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A deployer's stand-in that a test can kill: starts one instance and then waits for ever. */
final class HostInAnotherJvm {
    private HostInAnotherJvm() {}

    /** Arguments: the directory of the instances, the deployment, the port, the command. */
    public static void main(String[] args) throws InterruptedException {
        Launch launch = new Launch(
                new ApplicationName("shop"),
                DeploymentId.of(args[1]),
                "1.0",
                1,
                new Program.Command(List.of(args).subList(3, args.length), Optional.empty(), Integer.parseInt(args[2])),
                Map.of(),
                Redaction.of(List.of()));
        StartOutcome outcome =
                new ProcessInstanceHost(Path.of(args[0]), new KernelPorts(), Clock.systemUTC()).start(launch);
        System.out.println(outcome);
        Thread.currentThread().join();
    }
}
