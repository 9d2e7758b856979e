package dev.baton.load;

import dev.baton.load.wire.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Tells whether a complete 2xx answer has the right content. Called by many threads at once. */
@FunctionalInterface
public interface AnswerCheck {

    /** What is wrong with the answer to a request that carried {@code sentBody}; empty if nothing. */
    Optional<String> fault(byte[] sentBody, Response response);

    /** The body is not empty. */
    static AnswerCheck notEmpty() {
        return (_, response) -> response.body().length == 0 ? Optional.of("empty body") : Optional.empty();
    }

    /** The body is exactly these bytes. */
    static AnswerCheck equalTo(byte[] expected) {
        byte[] copy = expected.clone();
        return (_, response) -> Arrays.equals(copy, response.body())
                ? Optional.empty()
                : Optional.of("other body than expected (" + response.body().length + " bytes)");
    }

    /** The body contains this text. */
    static AnswerCheck containing(String text) {
        return (_, response) ->
                response.text().contains(text) ? Optional.empty() : Optional.of("body without '" + text + "'");
    }

    /** The answer contains the SHA-256 of the body that was sent, in hex: what was sent arrived whole. */
    static AnswerCheck sha256OfSent() {
        return (sentBody, response) -> response.text().toLowerCase(Locale.ROOT).contains(sha256(sentBody))
                ? Optional.empty()
                : Optional.of("answer without the SHA-256 of the body sent");
    }

    /** The answer names the route by which it came. */
    static AnswerCheck routed() {
        return (_, response) ->
                response.header(RouteTag.HEADER).flatMap(RouteTag::parse).isPresent()
                        ? Optional.empty()
                        : Optional.of("no readable " + RouteTag.HEADER + " header");
    }

    /** Both hold. */
    default AnswerCheck and(AnswerCheck other) {
        return (sentBody, response) -> fault(sentBody, response).or(() -> other.fault(sentBody, response));
    }

    /** Lower-case hex. */
    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
