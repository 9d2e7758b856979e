package dev.baton.audit.adapter.metrics;

import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.topology.TrailObserver;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Counts what became of each record: {@code baton_audit_recorded_total}, {@code baton_audit_duplicates_total} (both by
 * {@code type}), {@code baton_audit_samples_total}, {@code baton_audit_dead_letters_total} (by {@code topic}).
 */
@ApplicationScoped
class MicrometerTrailObserver implements TrailObserver {

    private static final Logger LOG = Logger.getLogger(MicrometerTrailObserver.class);

    private final MeterRegistry registry;

    MicrometerTrailObserver(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void recorded(String eventType) {
        registry.counter("baton.audit.recorded", "type", eventType).increment();
    }

    @Override
    public void duplicate(String eventType) {
        registry.counter("baton.audit.duplicates", "type", eventType).increment();
    }

    @Override
    public void sampled() {
        registry.counter("baton.audit.samples").increment();
    }

    @Override
    public void deadLettered(Place source, String reason) {
        registry.counter("baton.audit.dead.letters", "topic", source.topic()).increment();
        LOG.warnf("%s cannot be read and goes to %s.dlq: %s", source, source.topic(), reason);
    }
}
