package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.trail.Head;
import dev.baton.audit.domain.trail.LatestProgress;
import dev.baton.deployment.Application;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An application.
 *
 * @param epoch the number of its route; 0 before its first switch
 * @param live who serves; empty where nothing serves yet
 * @param standby to whom a rollback would go
 * @param inProgress the candidate on its way, or in probation
 * @param switching to whom the traffic is being moved this moment
 * @param deployments the newest first; all that hold a slot and the last retired ones; only where one application is asked
 * @param asOf the last record that this answer rests on
 */
record ApplicationView(
        ApplicationName name,
        long epoch,
        Optional<RoleView> live,
        Optional<RoleView> standby,
        Optional<RoleView> inProgress,
        Optional<RoleView> switching,
        Optional<List<RoleView>> deployments,
        Head asOf) {

    static ApplicationView of(
            Application application, Head asOf, Function<DeploymentId, Optional<LatestProgress>> progress) {
        return new ApplicationView(
                application.name(),
                application.epoch(),
                application.live().map(RoleView::of),
                application.standby().map(RoleView::of),
                application
                        .inProgress()
                        .map(d -> RoleView.of(d).with(progress.apply(d.id()).map(p -> ProgressView.of(d.id(), p)))),
                application.switching().map(RoleView::of),
                Optional.empty(),
                asOf);
    }

    ApplicationView withDeploymentsOf(Application application) {
        var newestFirst =
                application.deployments().reversed().stream().map(RoleView::of).toList();
        return new ApplicationView(name, epoch, live, standby, inProgress, switching, Optional.of(newestFirst), asOf);
    }

    /** @param next where the next page begins: the value of {@code after} to ask for it with; empty on the last page */
    record Applications(List<ApplicationView> applications, Optional<ApplicationName> next) {}
}
