package dev.baton.syncmonitor.handler;

import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import java.util.concurrent.CompletionStage;

/** Puts events on record. */
public interface Publisher {

    /** Sends the event; the stage completes when it is on record, or exceptionally when it is not. */
    CompletionStage<Void> publish(Topic topic, Envelope<?> envelope);
}
