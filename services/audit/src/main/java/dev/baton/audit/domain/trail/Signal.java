package dev.baton.audit.domain.trail;

import dev.baton.audit.domain.chain.Place;
import dev.baton.events.Envelope;
import dev.baton.model.ApplicationName;

/** Something new in the topics that watchers care for. */
public sealed interface Signal {

    ApplicationName application();

    /** The application's chain has come to this record. */
    record Recorded(ApplicationName application, long sequence) implements Signal {}

    /** A sample was taken, or told of: what changes too often to be on record. */
    record Sampled(Envelope<?> envelope, Place place) implements Signal {
        @Override
        public ApplicationName application() {
            return envelope.application();
        }
    }
}
