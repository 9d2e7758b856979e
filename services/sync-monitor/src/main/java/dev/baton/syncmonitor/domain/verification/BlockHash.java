package dev.baton.syncmonitor.domain.verification;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A block's hash in one spelling, so that two sides can be compared: a {@code bytea} column, hexadecimal text with or
 * without {@code 0x}, in upper or lower case, all give the same value. Text that is not hexadecimal (base58, say) is
 * compared as it stands.
 *
 * @param value lower-case hexadecimal digits without a prefix, or the text itself
 */
public record BlockHash(String value) {

    private static final Pattern HEXADECIMAL = Pattern.compile("(?:0[xX]|\\\\x)?((?:[0-9a-fA-F]{2})+)");

    /** What stands for the hash of a block that has none. It equals no hash of a chain. */
    public static final BlockHash NONE = new BlockHash("none");

    public BlockHash {
        var stripped = value.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("a block's hash is not empty");
        }
        var digits = HEXADECIMAL.matcher(stripped);
        value = digits.matches() ? digits.group(1).toLowerCase(Locale.ROOT) : stripped;
    }

    /** The hash of a binary column. */
    public static BlockHash of(byte[] bytes) {
        return new BlockHash(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
