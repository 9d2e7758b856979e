package dev.baton.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** One of the three fixed addresses of an application behind the router. */
public enum Slot {
    A,
    B,
    C;

    /** The letter as it stands in events, link names and NGINX's configuration. */
    @JsonValue
    public String letter() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException where the letter is not a, b or c */
    @JsonCreator
    public static Slot of(String letter) {
        return switch (letter) {
            case "a" -> A;
            case "b" -> B;
            case "c" -> C;
            default -> throw new IllegalArgumentException("a slot is a, b or c; this is not: " + Text.quoted(letter));
        };
    }
}
