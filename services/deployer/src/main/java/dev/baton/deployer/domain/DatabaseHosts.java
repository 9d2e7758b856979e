package dev.baton.deployer.domain;

import dev.baton.model.DeploymentId;
import java.util.Set;

/** Databases wherever descriptors want them: on servers that are there, or in containers of deployments' own. */
public final class DatabaseHosts implements DatabaseHost {
    private final DatabaseHost servers;
    private final DatabaseHost containers;

    public DatabaseHosts(DatabaseHost servers, DatabaseHost containers) {
        this.servers = servers;
        this.containers = containers;
    }

    @Override
    public Outcome create(DeploymentId owner, Access access) {
        return of(access).create(owner, access);
    }

    @Override
    public Outcome keep(DeploymentId owner, Access access) {
        return of(access).keep(owner, access);
    }

    @Override
    public Outcome drop(DeploymentId owner, Access access) {
        return of(access).drop(owner, access);
    }

    @Override
    public Set<DeploymentId> deployments(Access access) {
        return of(access).deployments(access);
    }

    private DatabaseHost of(Access access) {
        return access.housing().isPresent() ? containers : servers;
    }
}
