package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.Text;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The tip of a chain as a CometBFT node tells it. A node that catches up itself knows no tip. One that is stuck still says
 * that it does not catch up, so its newest block must be young as well.
 */
final class CometBftTip implements HeightProbe {

    private final CometBftNode node;
    private final Duration oldest;
    private final Clock clock;

    /** @param oldest how old the newest block of the chain may be */
    CometBftTip(CometBftNode node, Duration oldest, Clock clock) {
        this.node = node;
        this.oldest = oldest;
        this.clock = clock;
    }

    @Override
    public String name() {
        return node.name();
    }

    @Override
    public Reading read() {
        try {
            var info = node.syncInfo();
            return info.path("catching_up").isBoolean()
                            && !info.path("catching_up").booleanValue()
                    ? young(info)
                    : new Reading.Unknown(name() + " does not know the tip: catching_up is "
                            + info.path("catching_up") + " at its height "
                            + Text.quoted(info.path("latest_block_height").asText("unknown")));
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }

    private Reading young(JsonNode info) {
        var text = info.path("latest_block_time").asText("");
        try {
            var age = Duration.between(Instant.parse(text), clock.instant());
            return age.compareTo(oldest) <= 0
                    ? withHash(node.height(info), info.path("latest_block_hash"))
                    : new Reading.Unknown(name() + " stands still: its newest block is " + age.toSeconds()
                            + " s old, and sync.stallAfter is " + oldest.toSeconds() + " s");
        } catch (DateTimeParseException _) {
            return new Reading.Unknown(name() + " does not say when its newest block was made: " + Text.quoted(text));
        }
    }

    private static Reading withHash(Reading reading, JsonNode hash) {
        return reading instanceof Reading.Height height
                        && hash.isTextual()
                        && !hash.textValue().isBlank()
                ? new Reading.Height(height.value(), Optional.of(new BlockHash(hash.textValue()).value()), false)
                : reading;
    }
}
