package dev.baton.cli.input;

import dev.baton.model.Slot;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Slots as {@code a}, {@code b} or {@code c}. */
public final class SlotConverter implements ITypeConverter<Slot> {
    @Override
    public Slot convert(String text) {
        try {
            return Slot.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
