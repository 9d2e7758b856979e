package dev.baton.cli.input;

import dev.baton.model.ApplicationName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Names of applications. */
public final class NameConverter implements ITypeConverter<ApplicationName> {
    @Override
    public ApplicationName convert(String text) {
        try {
            return new ApplicationName(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
