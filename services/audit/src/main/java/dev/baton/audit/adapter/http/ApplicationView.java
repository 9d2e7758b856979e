package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.explanation.Explanation;
import dev.baton.audit.domain.explanation.Queue;
import dev.baton.audit.domain.explanation.WayBack;
import dev.baton.audit.domain.trail.Head;
import dev.baton.audit.domain.trail.History;
import dev.baton.audit.domain.trail.Trail;
import dev.baton.audit.domain.trail.Unanswered;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Hold;
import dev.baton.deployment.Pause;
import dev.baton.model.ApplicationName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An application.
 *
 * @param epoch the number of its route; 0 before its first switch
 * @param live who serves; empty where nothing serves yet
 * @param standby to whom a rollback would go
 * @param rollback what would come of one; empty where nothing serves, and while the traffic is being moved
 * @param inProgress the candidate on its way, or in probation
 * @param switching to whom the traffic is being moved this moment
 * @param paused by whom its traffic was told to stay where it is; empty where it was not
 * @param holds the gates that are closed for the verified one in progress; empty where the traffic may move
 * @param queued the requests for deployments that nobody has answered, the oldest first
 * @param queueAwaits what the first of these waits for; empty where none does
 * @param deployments the newest first; all that hold a slot and the last retired ones; only where one application is asked
 * @param asOf the last record that this answer rests on
 */
record ApplicationView(
        ApplicationName name,
        long epoch,
        Optional<RoleView> live,
        Optional<RoleView> standby,
        Optional<RollbackView> rollback,
        Optional<RoleView> inProgress,
        Optional<RoleView> switching,
        Optional<Pause> paused,
        List<Hold> holds,
        List<Unanswered.Asked> queued,
        Optional<String> queueAwaits,
        Optional<List<RoleView>> deployments,
        Head asOf) {

    static ApplicationView of(Application application, Head asOf, Trail trail, Instant now) {
        var queued = trail.unanswered(application.name()).requests();
        return new ApplicationView(
                application.name(),
                application.epoch(),
                application.live().map(RoleView::of),
                application.standby().map(RoleView::of),
                wayBack(application, trail).map(RollbackView::of),
                application.inProgress().map(d -> onItsWay(d, trail)),
                application.switching().map(RoleView::of),
                application.paused(),
                application
                        .inProgress()
                        .map(green -> Hold.of(application, green, now))
                        .orElse(List.of()),
                queued,
                queued.isEmpty() ? Optional.empty() : Queue.awaited(application),
                Optional.empty(),
                asOf);
    }

    private static Optional<WayBack> wayBack(Application application, Trail trail) {
        var standby = application.standby().map(Deployment::id);
        return WayBack.of(
                application,
                standby.flatMap(trail::progress),
                standby.flatMap(trail::history).flatMap(History::lostBecause));
    }

    private static RoleView onItsWay(Deployment d, Trail trail) {
        return RoleView.of(d)
                .with(
                        trail.progress(d.id()).map(sample -> ProgressView.of(d.id(), sample)),
                        Explanation.current(d, trail.verification(d.id())).map(VerificationView::of));
    }

    ApplicationView withDeploymentsOf(Application application) {
        var newestFirst =
                application.deployments().reversed().stream().map(RoleView::of).toList();
        return new ApplicationView(
                name,
                epoch,
                live,
                standby,
                rollback,
                inProgress,
                switching,
                paused,
                holds,
                queued,
                queueAwaits,
                Optional.of(newestFirst),
                asOf);
    }

    /** @param next where the next page begins: the value of {@code after} to ask for it with; empty on the last page */
    record Applications(List<ApplicationView> applications, Optional<ApplicationName> next) {}
}
