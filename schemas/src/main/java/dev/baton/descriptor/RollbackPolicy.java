package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What sends the traffic back by itself while a new version is in probation. That it does not answer does so always.
 *
 * @param errorPercent how many percent of its requests may fail (5xx) above what the version before had
 * @param latencyFactor how many times longer its slow requests (the 99th percentile) may take than those of the version
 *     before; not looked at where empty
 * @param lag how many blocks it may be behind the tip; not looked at where empty
 * @param promql further questions
 */
public record RollbackPolicy(
        double errorPercent,
        Optional<Double> latencyFactor,
        Optional<Long> lag,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PromQuery> promql) {

    public static final RollbackPolicy DEFAULT = new RollbackPolicy(1, Optional.empty(), Optional.empty(), List.of());

    public RollbackPolicy {
        promql = List.copyOf(promql);
        if (!(errorPercent >= 0 && errorPercent <= 100)) {
            throw new IllegalArgumentException("rollback.errorPercent is 0 to 100");
        }
        if (latencyFactor.filter(factor -> !(factor >= 1)).isPresent()) {
            throw new IllegalArgumentException("rollback.latencyFactor is 1 or more");
        }
        if (lag.filter(blocks -> blocks < 0).isPresent()) {
            throw new IllegalArgumentException("rollback.lag is not negative");
        }
    }

    @JsonCreator
    static RollbackPolicy of(
            @JsonProperty("errorPercent") @Nullable Double errorPercent,
            @JsonProperty("latencyFactor") @Nullable Double latencyFactor,
            @JsonProperty("lag") @Nullable Long lag,
            @JsonProperty("promql") @Nullable List<PromQuery> promql) {
        return new RollbackPolicy(
                Objects.requireNonNullElse(errorPercent, DEFAULT.errorPercent),
                Optional.ofNullable(latencyFactor),
                Optional.ofNullable(lag),
                Objects.requireNonNullElse(promql, List.of()));
    }
}
