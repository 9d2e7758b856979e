package dev.baton.router.domain;

import dev.baton.deployment.Application;
import dev.baton.events.Envelope;
import dev.baton.events.PauseRequested;
import dev.baton.events.Paused;
import dev.baton.events.Request;
import dev.baton.events.ResumeRequested;
import dev.baton.events.Resumed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers whether the traffic is to stay where it is. */
final class PauseAnswers {

    private static final String NO_REASON = "no reason given";

    private PauseAnswers() {}

    /** However late it is read: an application that is paused for nothing is resumed, what moved is not brought back. */
    static Envelope<?> pause(
            Application application, Envelope<? extends Request> request, PauseRequested pause, Instant now) {
        return application
                .paused()
                .<Envelope<?>>map(known -> RequestAnswers.refusal(
                        request,
                        List.of("%s is paused already, by %s since %s: %s"
                                .formatted(
                                        application.name(),
                                        known.requestedBy(),
                                        known.since().truncatedTo(ChronoUnit.SECONDS),
                                        known.reason())),
                        now))
                .orElseGet(() -> request.leadsTo(
                        RouteDecisions.SOURCE,
                        Optional.empty(),
                        now,
                        new Paused(pause.requestedBy(), pause.reason().orElse(NO_REASON))));
    }

    static Envelope<?> resume(
            Application application, Envelope<? extends Request> request, ResumeRequested resume, Instant now) {
        var reasons = new ArrayList<String>();
        RequestAnswers.late(request, now).ifPresent(reasons::add);
        if (application.paused().isEmpty()) {
            reasons.add("%s is not paused".formatted(application.name()));
        }
        return reasons.isEmpty()
                ? request.leadsTo(
                        RouteDecisions.SOURCE,
                        Optional.empty(),
                        now,
                        new Resumed(resume.requestedBy(), resume.reason().orElse(NO_REASON)))
                : RequestAnswers.refusal(request, reasons, now);
    }
}
