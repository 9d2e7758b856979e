package dev.baton.syncmonitor.shadow;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.SyncProgress;
import dev.baton.events.VerificationProgress;
import java.time.Instant;

/** What is told while watching: each a JSON object on a line of its own, the {@link Report} last. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Line.Note.class, name = "note"),
    @JsonSubTypes.Type(value = Line.Sampled.class, name = "sample"),
    @JsonSubTypes.Type(value = Line.Assessed.class, name = "assessment"),
    @JsonSubTypes.Type(value = Line.Verifying.class, name = "verification"),
    @JsonSubTypes.Type(value = Line.OtherSwitched.class, name = "other-switched"),
    @JsonSubTypes.Type(value = Line.WouldSwitch.class, name = "would-switch"),
    @JsonSubTypes.Type(value = Line.WouldEnd.class, name = "would-end"),
    @JsonSubTypes.Type(value = Report.class, name = "report")
})
sealed interface Line permits Line.Note, Line.Sampled, Line.Assessed, Line.Verifying, Line.Deed, Report {

    /** Something that a person should know. */
    record Note(Instant at, String text) implements Line {}

    /** One look at green and at the tip. */
    record Sampled(SyncProgress sample) implements Line {}

    /** Where green stands, condition by condition. */
    record Assessed(ReadinessAssessed assessment) implements Line {}

    /** How far the verification of green's data is. */
    record Verifying(VerificationProgress progress) implements Line {}

    /** What somebody did, or would have done. */
    sealed interface Deed extends Line permits OtherSwitched, WouldSwitch, WouldEnd {
        Instant at();
    }

    /** The other tool has let users' requests reach green. */
    record OtherSwitched(Instant at) implements Deed {}

    /**
     * Baton would have switched: ready and verified for the first time.
     *
     * @param height green's, in blocks
     * @param tip the chain's, in blocks
     */
    record WouldSwitch(Instant at, long height, long tip) implements Deed {}

    /** Baton would have ended the deployment without a switch. */
    record WouldEnd(Instant at, String reason) implements Deed {}
}
