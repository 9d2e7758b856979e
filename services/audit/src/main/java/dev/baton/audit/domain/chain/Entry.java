package dev.baton.audit.domain.chain;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the trail says about one event, before it is chained.
 *
 * @param application whose chain it belongs to
 * @param deployment the deployment it is about; empty for a request that created none
 * @param source where the event was read
 * @param eventId CloudEvents' {@code id}
 * @param eventType CloudEvents' {@code type}
 * @param eventTime CloudEvents' {@code time}, by the clock of whoever published it
 * @param recordedAt when audit recorded it, by audit's clock
 * @param event the whole event as canonical JSON (RFC 8785); application, deployment, id, type and time stand in it too
 */
public record Entry(
        ApplicationName application,
        Optional<DeploymentId> deployment,
        Place source,
        EventId eventId,
        String eventType,
        Instant eventTime,
        Instant recordedAt,
        String event) {

    public Entry {
        if (eventType.isBlank()) {
            throw new IllegalArgumentException("an event has a type");
        }
        if (!event.startsWith("{")) {
            throw new IllegalArgumentException("an event is a JSON object");
        }
    }
}
