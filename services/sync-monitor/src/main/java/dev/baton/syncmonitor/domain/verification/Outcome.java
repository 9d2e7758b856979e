package dev.baton.syncmonitor.domain.verification;

import dev.baton.events.DataMismatch;
import dev.baton.model.Verification;

/** What a verification came to. */
public sealed interface Outcome {

    /** Everything that was compared is equal. */
    record Proven(Verification verification) implements Outcome {}

    /** Something differs. */
    record Differing(DataMismatch mismatch) implements Outcome {}

    /**
     * It could not be found out: a source or a database did not answer. To be tried again.
     *
     * @param reason for a person to read
     */
    record Inconclusive(String reason) implements Outcome {}
}
