package dev.baton.syncmonitor.shadow;

import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.TipReading;
import dev.baton.model.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When the other tool switched, when Baton would have, and why these differ.
 *
 * @param otherSwitchedAt when green first stood in NGINX's configuration; empty where that was not seen
 * @param wouldSwitch when Baton would have switched; empty where it would not have
 * @param wouldEnd when and why Baton would have ended the deployment instead
 * @param otherLater how much later the other tool was than Baton; negative where it was earlier
 * @param atOtherSwitch which conditions did not hold when the other tool switched, as of the last sample before
 * @param sources what each source of the tip had told by then
 * @param byHand whether a person would have had to release the switch, as the descriptor wants it
 * @param verified what was found equal by then; empty where nothing was
 * @param notChecked what this says nothing about
 */
record Report(
        ApplicationName application,
        String version,
        Address green,
        Instant startedAt,
        Instant endedAt,
        Verdict verdict,
        Optional<Instant> otherSwitchedAt,
        Optional<Line.WouldSwitch> wouldSwitch,
        Optional<Line.WouldEnd> wouldEnd,
        Optional<Duration> otherLater,
        List<Unmet> atOtherSwitch,
        List<TipReading> sources,
        boolean byHand,
        List<Verification.Check> verified,
        List<String> notChecked)
        implements Line {

    /** How the two compare. */
    enum Verdict {
        /** The other tool switched before Baton would have. */
        TOO_EARLY,
        /** The other tool switched when Baton would have, or later. */
        NOT_TOO_EARLY,
        /** Baton would have switched; the other tool was not seen to. */
        ONLY_BATON,
        /** Baton would have ended the deployment. */
        ENDED,
        /** Neither came to a switch. */
        NEITHER
    }

    /**
     * A condition that did not hold.
     *
     * @param value what was found, with its unit
     * @param bound what is allowed, with its unit
     * @param since since when it did not hold; empty where nobody knows
     * @param remedy what would have made it hold
     */
    record Unmet(String name, String value, String bound, Optional<Instant> since, Optional<String> remedy) {}

    Report {
        atOtherSwitch = List.copyOf(atOtherSwitch);
        sources = List.copyOf(sources);
        verified = List.copyOf(verified);
        notChecked = List.copyOf(notChecked);
    }
}
