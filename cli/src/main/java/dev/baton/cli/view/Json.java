package dev.baton.cli.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;

/** Output for programs: one line, one object. */
public final class Json {
    private Json() {}

    /** The value on one line. */
    public static String line(Object value) {
        try {
            return BatonJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a value of our own cannot be written", impossible);
        }
    }
}
