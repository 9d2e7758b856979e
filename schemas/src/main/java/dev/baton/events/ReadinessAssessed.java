package dev.baton.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.baton.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where an instance stands on its way to being ready, condition by condition: the answer to why it is not. Published when
 * a verdict changes, and now and then while none does.
 *
 * @param assessedAt when the sample was taken that it rests on
 * @param ready whether a proof of readiness is given and holds
 * @param provenUntil the end of that proof's lease; empty where none is given
 * @param findings every condition with its verdict
 * @param readyFrom the soonest time at which every condition may hold long enough, as things go; empty where nobody knows
 * @param readyBy the latest such time; empty where nobody knows
 */
public record ReadinessAssessed(
        Instant assessedAt,
        boolean ready,
        Optional<Instant> provenUntil,

        @JsonProperty("findings") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<Finding> findings,

        Optional<Instant> readyFrom,
        Optional<Instant> readyBy)
        implements Event {
    public ReadinessAssessed {
        findings = List.copyOf(Objects.requireNonNullElse(findings, List.of()));
    }

    /**
     * One condition.
     *
     * @param since when its verdict became what it is
     * @param remedy what would make it hold, for a person to read; empty where it holds
     */
    public record Finding(Condition condition, Instant since, Optional<String> remedy) {}
}
