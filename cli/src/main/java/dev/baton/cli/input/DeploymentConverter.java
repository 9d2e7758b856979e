package dev.baton.cli.input;

import dev.baton.model.DeploymentId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Ids of deployments. */
public final class DeploymentConverter implements ITypeConverter<DeploymentId> {
    @Override
    public DeploymentId convert(String text) {
        try {
            return DeploymentId.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
