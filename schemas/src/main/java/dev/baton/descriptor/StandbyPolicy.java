package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the version that served before.
 *
 * @param keep how long it stays warm for a rollback
 * @param yields whether a newer deployment may end that time early when every slot is taken
 */
public record StandbyPolicy(Duration keep, boolean yields) {

    public static final StandbyPolicy DEFAULT = new StandbyPolicy(Duration.ofHours(24), false);

    public StandbyPolicy {
        if (keep.isNegative()) {
            throw new IllegalArgumentException("standby.keep is not negative");
        }
    }

    @JsonCreator
    static StandbyPolicy of(
            @JsonProperty("keep") @Nullable Duration keep, @JsonProperty("yields") @Nullable Boolean yields) {
        return new StandbyPolicy(
                Objects.requireNonNullElse(keep, DEFAULT.keep), Objects.requireNonNullElse(yields, DEFAULT.yields));
    }
}
