package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who releases a verified deployment. */
public enum Promotion {
    /** The router-switcher switches as soon as the data is verified. */
    @JsonProperty("automatic")
    AUTOMATIC,
    /** A person or a program asks for it with {@code PromoteRequested}. */
    @JsonProperty("manual")
    MANUAL
}
