package dev.baton.syncmonitor;

import dev.baton.syncmonitor.topology.ReadinessTopology;
import dev.baton.syncmonitor.topology.UnreadableRecords;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** What the framework is given. */
class Wiring {

    private static final Logger LOG = Logger.getLogger(Wiring.class);

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    UnreadableRecords unreadable(MeterRegistry metrics) {
        // Counted here and read by the registry, because records are read before the registry is complete.
        var skipped = new AtomicLong();
        FunctionCounter.builder("baton.records.unreadable", skipped, AtomicLong::doubleValue)
                .register(metrics);
        return (topic, partition, offset, reason) -> {
            skipped.incrementAndGet();
            LOG.warnf("%s[%d]@%d was skipped: %s", topic, partition, offset, reason);
        };
    }

    @Produces
    @Singleton
    Topology topology(Settings settings, UnreadableRecords unreadable) {
        return ReadinessTopology.build(settings.topicPrefix, unreadable);
    }

    /** A thread that fails, because the broker went away for too long, say, is replaced and goes on from its store. */
    @Produces
    @Singleton
    StreamsUncaughtExceptionHandler replacement() {
        return failure -> {
            LOG.errorf(failure, "The readiness topology failed and starts again");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        };
    }

    /** Ready once everything on record is known. */
    @Produces
    @Singleton
    @Readiness
    HealthCheck logIsRead(Monitor monitor) {
        return () -> HealthCheckResponse.named("deployments' log is read")
                .status(monitor.isUpToDate())
                .build();
    }
}
