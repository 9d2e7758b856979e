package dev.baton.audit.adapter.metrics;

import dev.baton.audit.domain.chain.ChainHead;
import dev.baton.audit.domain.trail.TrailCheck;
import dev.baton.model.ApplicationName;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells what the last check of the trail found: {@code baton_audit_chain_broken} is 1 from a check that found a fault until
 * one of the whole trail found none; {@code baton_audit_chain_checked_seconds} is when the whole trail was last checked, in
 * seconds since 1970, 0 while it was not.
 */
@Decorator
@Priority(Interceptor.Priority.APPLICATION)
class MeteredTrailCheck implements TrailCheck {

    private final TrailCheck check;
    private final Clock clock;
    private final AtomicLong broken;
    private final AtomicLong checked;

    @Inject
    MeteredTrailCheck(@Delegate TrailCheck check, Clock clock, MeterRegistry registry) {
        this.check = check;
        this.clock = clock;
        this.broken = registry.gauge("baton.audit.chain.broken", new AtomicLong());
        this.checked = registry.gauge("baton.audit.chain.checked.seconds", new AtomicLong());
    }

    @Override
    public Report check(Optional<ApplicationName> only, List<ChainHead> noted) {
        var report = check.check(only, noted);
        if (!report.verified()) {
            broken.set(1);
        } else if (only.isEmpty()) {
            // One chain that is whole says nothing about another that was found broken.
            broken.set(0);
        }
        if (only.isEmpty()) {
            checked.set(clock.instant().getEpochSecond());
        }
        return report;
    }
}
