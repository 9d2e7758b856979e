package dev.baton.cli.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.baton.model.TipReading;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a deployment stands where it stands, as audit tells it.
 *
 * @param since when it came to its stage
 * @param waiting what it waits for; empty where it waits for nothing
 * @param readiness how its readiness stood in the last sample that was assessed
 * @param sources what each source of the tip told last
 * @param progress the newest sample
 * @param verification how far the verification of its data is
 * @param expiresAt when it is ended because nobody promotes it, once that is announced
 * @param reason of a failed or retiring one: why
 */
public record Explanation(
        String application,
        String deployment,
        String version,
        String slot,
        String stage,
        Instant since,
        Optional<Waiting> waiting,
        Optional<Readiness> readiness,
        @JsonProperty("sources") List<TipReading> sources,
        Optional<Progress> progress,
        Optional<Verification> verification,
        Optional<Instant> expiresAt,
        Optional<String> reason) {
    public Explanation {
        sources = List.copyOf(Objects.requireNonNullElse(sources, List.of()));
    }

    /**
     * What is waited for.
     *
     * @param what in words that go on after "waits for"
     * @param until when that ends at the latest
     */
    public record Waiting(String what, Instant since, Optional<Instant> until) {}

    /**
     * How readiness stood.
     *
     * @param provenUntil the end of the proof's lease; empty where none is given
     * @param readyFrom the soonest time at which every condition may hold long enough
     * @param readyBy the latest such time
     */
    public record Readiness(
            boolean ready,
            Instant assessedAt,
            Optional<Instant> provenUntil,
            List<Condition> conditions,
            Optional<Instant> readyFrom,
            Optional<Instant> readyBy) {
        public Readiness {
            conditions = List.copyOf(conditions);
        }

        /** Those that do not hold. */
        public List<Condition> unmet() {
            return conditions.stream().filter(condition -> !condition.holds()).toList();
        }
    }

    /**
     * One condition of readiness.
     *
     * @param since since when its verdict is what it is
     * @param remedy what would make it hold
     */
    public record Condition(
            String name, String value, String bound, boolean holds, Instant since, Optional<String> remedy) {
        /** Without its history. */
        public dev.baton.model.Condition plain() {
            return new dev.baton.model.Condition(name, value, bound, holds);
        }
    }

    /**
     * How far the verification of the data is.
     *
     * @param held why it cannot go on for now
     */
    public record Verification(
            String check, String against, long done, Optional<Long> total, Optional<String> held, Instant since) {}
}
