package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The points on the way to the tip that people want to hear of.
 *
 * @param every each multiple of so many blocks; 0 for none
 * @param before once the tip is no further away than that; zero for never
 */
public record Milestones(long every, Duration before) {

    public static final Milestones DEFAULT = new Milestones(1_000_000, Duration.ofMinutes(15));

    public Milestones {
        if (every < 0 || before.isNegative()) {
            throw new IllegalArgumentException("milestones.every and milestones.before are not negative");
        }
    }

    @JsonCreator
    static Milestones of(
            @JsonProperty("every") @Nullable Long every, @JsonProperty("before") @Nullable Duration before) {
        return new Milestones(
                Objects.requireNonNullElse(every, DEFAULT.every), Objects.requireNonNullElse(before, DEFAULT.before));
    }
}
