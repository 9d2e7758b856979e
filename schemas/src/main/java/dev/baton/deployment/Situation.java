package dev.baton.deployment;

import dev.baton.events.Envelope;
import dev.baton.events.Request;
import java.time.Instant;
import java.util.List;

/**
 * What a service decides upon: an application as it stands, and what has been asked of it.
 *
 * @param unanswered the requests that no event has answered yet, the oldest first
 */
public record Situation(Application application, List<Envelope<? extends Request>> unanswered, Instant now) {

    public Situation {
        unanswered = List.copyOf(unanswered);
    }
}
