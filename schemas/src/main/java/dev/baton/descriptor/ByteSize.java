package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An amount of memory, in bytes. Written as {@code 512MiB}: B, KiB, MiB or GiB, as IEC 80000-13 has them.
 *
 * @param bytes 1 or more
 */
public record ByteSize(long bytes) {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");
    private static final Map<String, Integer> SHIFTS = Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30);

    public ByteSize {
        if (bytes < 1) {
            throw new IllegalArgumentException("an amount of memory is 1 byte or more");
        }
    }

    /** @throws IllegalArgumentException where it is not of the form 512MiB */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ByteSize parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("an amount of memory is a number and B, KiB, MiB or GiB, e.g. 512MiB");
        }
        return new ByteSize(Long.parseLong(matcher.group(1)) << shift(matcher.group(2)));
    }

    /** In the largest unit that divides it. */
    @JsonValue
    @Override
    public String toString() {
        for (var unit : new String[] {"GiB", "MiB", "KiB"}) {
            long size = 1L << shift(unit);
            if (bytes % size == 0) {
                return bytes / size + unit;
            }
        }
        return bytes + "B";
    }

    private static int shift(String unit) {
        return SHIFTS.getOrDefault(unit, 0);
    }
}
