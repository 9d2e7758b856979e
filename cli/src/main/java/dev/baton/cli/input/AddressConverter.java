package dev.baton.cli.input;

import dev.baton.model.Address;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Addresses as {@code HOST:PORT}. */
public final class AddressConverter implements ITypeConverter<Address> {
    @Override
    public Address convert(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new Address(text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException _) {
            throw new TypeConversionException(
                    "an address is HOST:PORT, for example 127.0.0.1:8081; this is not: " + text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
