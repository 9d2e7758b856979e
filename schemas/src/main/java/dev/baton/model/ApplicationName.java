package dev.baton.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The name of an application. It reaches NGINX's configuration, file names, database names and Kafka keys, so its
 * grammar is narrow: a lower-case letter, then up to 39 lower-case letters, digits or hyphens.
 *
 * @throws IllegalArgumentException where the text does not fit {@link #GRAMMAR}
 */
public record ApplicationName(@JsonValue String value) implements Comparable<ApplicationName> {

    public static final String GRAMMAR = "[a-z][a-z0-9-]{0,39}";
    private static final Pattern PATTERN = Pattern.compile(GRAMMAR);

    @JsonCreator
    public ApplicationName {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException("an application's name is a lower-case letter followed by at most 39 "
                    + "lower-case letters, digits or hyphens; this is not: " + Text.quoted(value));
        }
    }

    @Override
    public int compareTo(ApplicationName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
