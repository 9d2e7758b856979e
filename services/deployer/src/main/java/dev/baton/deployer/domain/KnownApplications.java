package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.model.ApplicationName;
import java.util.Optional;

/** Applications as the log tells them. */
public interface KnownApplications {

    /** The application as far as it has been read; empty while the log is still being read. */
    Optional<Application> find(ApplicationName name);
}
