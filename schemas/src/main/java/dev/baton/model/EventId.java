package dev.baton.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * The identity of an event, CloudEvents' {@code id}. CI may choose any text of up to 128 visible characters. What Baton
 * publishes as a consequence gets a name-based UUID of its cause and its type, so that a replay yields the same id and
 * a consumer sees the duplicate.
 *
 * @throws IllegalArgumentException where the text is blank, longer, or holds control characters
 */
public record EventId(@JsonValue String value) {

    private static final int LONGEST = 128;

    @JsonCreator
    public EventId {
        if (value.isBlank() || value.length() > LONGEST || value.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "an event's id has 1 to 128 visible characters; this has not: " + Text.quoted(value));
        }
    }

    public static EventId random() {
        return new EventId(UUID.randomUUID().toString());
    }

    /** The id of the event of the given type that follows from this one; the same for the same two. */
    public EventId consequence(String type) {
        return new EventId(
                UUID.nameUUIDFromBytes((value + "\n" + type).getBytes(UTF_8)).toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
