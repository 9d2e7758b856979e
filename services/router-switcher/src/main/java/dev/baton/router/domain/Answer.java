package dev.baton.router.domain;

import java.time.Instant;
import java.util.Optional;

/** What became of one probe. */
public sealed interface Answer {

    /**
     * A whole response.
     *
     * @param at when its last byte had arrived
     * @param status the HTTP status
     * @param route the header {@code Baton-Route}
     * @param site the header {@code Baton-Site}
     */
    record Answered(Instant at, int status, Optional<String> route, Optional<String> site) implements Answer {}

    /** No whole response: refused, reset, cut short or too slow. */
    record Unanswered(String reason) implements Answer {}

    /** Whether the application says that it is healthy: 200, nothing else. */
    default boolean healthy() {
        return this instanceof Answered answered && answered.status() == 200;
    }

    /** For people: what came instead of health. */
    default String summary() {
        return switch (this) {
            case Answered answered -> "HTTP " + answered.status();
            case Unanswered unanswered -> unanswered.reason();
        };
    }
}
