package dev.baton.cli.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.baton.model.Address;
import dev.baton.model.TipReading;
import dev.baton.model.Verification.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When another tool switched, and when Baton would have.
 *
 * @param otherSwitchedAt when the other tool did; empty where that was not seen
 * @param wouldSwitch when Baton would have; empty where it would not have
 * @param wouldEnd when and why Baton would have ended the deployment instead
 * @param otherLater how much later the other tool was; negative where it was earlier
 * @param atOtherSwitch what did not hold when the other tool switched
 * @param sources what each source of the tip had told by then
 * @param byHand whether a person would have had to release the switch
 * @param verified what was found equal
 * @param notChecked what this says nothing about
 */
public record ShadowReport(
        String application,
        String version,
        Address green,
        Instant startedAt,
        Instant endedAt,
        String verdict,
        Optional<Instant> otherSwitchedAt,
        Optional<WouldSwitch> wouldSwitch,
        Optional<WouldEnd> wouldEnd,
        Optional<Duration> otherLater,
        @JsonProperty("atOtherSwitch") List<Unmet> atOtherSwitch,
        @JsonProperty("sources") List<TipReading> sources,
        boolean byHand,
        @JsonProperty("verified") List<Check> verified,
        @JsonProperty("notChecked") List<String> notChecked) {

    /** Baton's switch that was not made, at these heights in blocks. */
    public record WouldSwitch(Instant at, long height, long tip) {}

    /** Baton's end of the deployment that was not made. */
    public record WouldEnd(Instant at, String reason) {}

    /** A condition that did not hold. */
    public record Unmet(String name, String value, String bound, Optional<Instant> since, Optional<String> remedy) {}
}
