package dev.baton.audit.adapter.streams;

import dev.baton.audit.topology.AuditTopology;
import dev.baton.audit.topology.TrailObserver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.apache.kafka.streams.Topology;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Hands the topology to Quarkus, which runs it. */
@ApplicationScoped
class TopologyProducer {

    @Produces
    Topology topology(@ConfigProperty(name = "baton.topic-prefix") String prefix, TrailObserver observer) {
        return AuditTopology.build(prefix, observer);
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
