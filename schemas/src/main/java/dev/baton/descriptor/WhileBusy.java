package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a request for a deployment that arrives while another one is in progress. */
public enum WhileBusy {
    /** It is refused. */
    @JsonProperty("refuse")
    REFUSE,
    /** It waits for its turn; several wait in the order in which they were asked for. */
    @JsonProperty("queue")
    QUEUE,
    /**
     * It takes the place of those that wait, and of the one in progress where no traffic has been moved to that one; one
     * in probation is waited for.
     */
    @JsonProperty("supersede")
    SUPERSEDE
}
