package dev.baton.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.events.Event;
import java.time.Instant;
import java.util.Optional;

/**
 * An event on audit's record.
 *
 * @param sequence its place in the application's chain
 * @param event the CloudEvent as it was published
 */
public record RecordedEvent(long sequence, Instant recordedAt, JsonNode event) {
    /** Whether it is of this kind. */
    public boolean is(Class<? extends Event> kind) {
        return text("type").equals(Optional.of(Event.typeOf(kind)));
    }

    /** Its kind in short, for example {@code green-started}. */
    public String kind() {
        return text("type")
                .map(type -> type.replaceFirst("^dev\\.baton\\.", "").replaceFirst("\\.v[0-9]+$", ""))
                .orElse("unknown");
    }

    /** Its CloudEvents id. */
    public Optional<String> id() {
        return text("id");
    }

    /** The id of the event that led to it. */
    public Optional<String> cause() {
        return text("causationid");
    }

    /** The deployment that it is about. */
    public Optional<String> deployment() {
        return text("deploymentid");
    }

    /** When it happened, as the publisher says; when it was recorded, should he not. */
    public Instant time() {
        return text("time").map(Instant::parse).orElse(recordedAt);
    }

    /** What it says. */
    public JsonNode data() {
        return event.path("data");
    }

    private Optional<String> text(String attribute) {
        return Optional.ofNullable(event.get(attribute)).map(JsonNode::asText);
    }
}
