package dev.baton.model;

import java.util.regex.Pattern;

/**
 * The name of a secret. The value never stands in an event, a log or a command line; who needs it resolves the name
 * where it is used.
 *
 * @param secret upper-case letters, digits and underscores, at most 64, the first a letter
 */
public record SecretRef(String secret) {

    public static final String GRAMMAR = "[A-Z][A-Z0-9_]{0,63}";
    private static final Pattern PATTERN = Pattern.compile(GRAMMAR);

    public SecretRef {
        if (!PATTERN.matcher(secret).matches()) {
            throw new IllegalArgumentException("a secret's name is upper-case letters, digits and underscores; this is "
                    + "not: " + Text.quoted(secret));
        }
    }
}
