package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A step of the verification, cheap ones first. Each can be left out with {@code verify.skip}. */
public enum VerificationStep {
    /** The source is the chain that the descriptor names. */
    @JsonProperty("identity")
    IDENTITY,
    /** Every height is there exactly once. */
    @JsonProperty("gaps")
    GAPS,
    /** Green begins no later than blue. */
    @JsonProperty("range")
    RANGE,
    /** Hashes at random heights and densely at the newest ones, against the source. */
    @JsonProperty("sourceHashes")
    SOURCE_HASHES,
    /** The same against blue. */
    @JsonProperty("blueHashes")
    BLUE_HASHES,
    /** Every row of {@code verify.tables}, against blue. */
    @JsonProperty("tables")
    TABLES,
    /** The answers to {@code verify.queries}, against blue. */
    @JsonProperty("queries")
    QUERIES
}
