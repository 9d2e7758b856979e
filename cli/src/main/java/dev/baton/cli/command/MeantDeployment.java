package dev.baton.cli.command;

import dev.baton.cli.input.DeploymentConverter;
import dev.baton.model.DeploymentId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a deployment. */
final class MeantDeployment {
    @Option(
            names = "--deployment",
            paramLabel = "ID",
            converter = DeploymentConverter.class,
            description = "The deployment that is meant. Default: the only one that it can be, of several the newest.")
    private @Nullable DeploymentId deployment;

    Optional<DeploymentId> id() {
        return Optional.ofNullable(deployment);
    }
}
