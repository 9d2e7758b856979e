package dev.baton.router.adapter.nginx;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.router.domain.RequestRecord;
import dev.baton.router.domain.Route;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The access logs that the generated sites write. */
public final class AccessLog implements RequestRecord {

    private final NginxLayout layout;
    private final Map<ApplicationName, AccessLogTail> tails = new ConcurrentHashMap<>();

    public AccessLog(NginxLayout layout) {
        this.layout = layout;
    }

    @Override
    public Counting count(
            ApplicationName application, Route route, Optional<DeploymentId> before, Set<String> uncounted) {
        return Objects.requireNonNull(tails.compute(
                application,
                (_, tail) -> tail != null && tail.isAbout(route)
                        ? tail
                        : new AccessLogTail(layout.accessLog(application), route, before, uncounted)));
    }
}
