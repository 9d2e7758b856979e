package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.Text;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Turns what stands in a JSON document into a height. */
final class Heights {

    /** Beyond it JSON numbers are not exact in every program (RFC 8259, 6), so such a one cannot be trusted. */
    private static final BigInteger LARGEST = BigInteger.TWO.pow(53);

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,16}");
    private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-fA-F]{1,15}");

    private static final int LONGEST = 40;
    private static final int SCALE = 20;

    private Heights() {}

    /**
     * A JSON number, or the digits of one in a string, as CometBFT writes its heights.
     *
     * @param from what was asked, for the reason
     */
    static Reading decimal(String from, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return new Reading.Unknown(from + ": there is no height at that place");
        }
        if (node.isTextual()) {
            return DIGITS.matcher(node.textValue()).matches()
                    ? whole(from, new BigInteger(node.textValue()))
                    : new Reading.Unknown(from + ": the height is text, " + Text.quoted(node.textValue()));
        }
        return node.isIntegralNumber()
                ? whole(from, node.bigIntegerValue())
                : new Reading.Unknown(from + ": the height is not a whole number, " + Text.quoted(node.toString()));
    }

    /** A quantity of Ethereum's JSON-RPC: hexadecimal with {@code 0x}. */
    static Reading quantity(String from, JsonNode node) {
        return node.isTextual() && QUANTITY.matcher(node.textValue()).matches()
                ? whole(from, new BigInteger(node.textValue().substring(2), 16))
                : new Reading.Unknown(from + ": not a hexadecimal quantity, " + Text.quoted(node.toString()));
    }

    /** A number as programs print floating-point ones: {@code 19000000}, {@code 1.9e+07}, {@code 1.9E7}. */
    static Reading text(String from, String number) {
        try {
            if (number.length() > LONGEST) {
                throw new NumberFormatException();
            }
            var value = new BigDecimal(number);
            // An exponent of a billion would be a billion digits long.
            return value.scale() < -SCALE || value.stripTrailingZeros().scale() > 0
                    ? new Reading.Unknown(from + ": not a whole number that a height can be, " + Text.quoted(number))
                    : whole(from, value.toBigIntegerExact());
        } catch (NumberFormatException _) {
            return new Reading.Unknown(from + ": not a number, " + Text.quoted(number));
        }
    }

    private static Reading whole(String from, BigInteger number) {
        if (number.signum() < 0) {
            return new Reading.Unknown(from + ": the height is negative, " + Text.quoted(number.toString()));
        }
        return number.compareTo(LARGEST) <= 0
                ? new Reading.Height(number.longValueExact())
                : new Reading.Unknown(from + ": the height is beyond 2^53, " + Text.quoted(number.toString()));
    }
}
