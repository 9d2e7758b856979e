package dev.baton.syncmonitor.adapter.probe;

import dev.baton.deployment.Deployment;
import dev.baton.descriptor.Source;
import dev.baton.descriptor.VerifiedTable;
import dev.baton.descriptor.Verify;
import dev.baton.syncmonitor.adapter.postgres.PostgresBlockTable;
import dev.baton.syncmonitor.adapter.postgres.PostgresConnections;
import dev.baton.syncmonitor.adapter.postgres.PostgresRowTable;
import dev.baton.syncmonitor.domain.verification.Answers;
import dev.baton.syncmonitor.domain.verification.Archives;
import dev.baton.syncmonitor.domain.verification.BlockSource;
import dev.baton.syncmonitor.domain.verification.BlockTable;
import dev.baton.syncmonitor.domain.verification.RowTable;
import java.time.Duration;
import java.util.Optional;

/** The registration of the places that are compared: deployments' databases and instances, and nodes of their chains. */
public final class DescribedArchives implements Archives {

    private final Web web;
    private final Endpoints endpoints;
    private final PostgresConnections connections;
    private final Duration queryTimeout;

    /** @param queryTimeout after which one query of a verification is ended */
    public DescribedArchives(Web web, Endpoints endpoints, PostgresConnections connections, Duration queryTimeout) {
        this.web = web;
        this.endpoints = endpoints;
        this.connections = connections;
        this.queryTimeout = queryTimeout;
    }

    @Override
    public Optional<BlockTable> blocks(Deployment deployment) {
        return deployment
                .descriptor()
                .verify()
                .flatMap(verify -> deployment
                        .database()
                        .map(database -> new PostgresBlockTable(connections, database, verify.blocks(), queryTimeout)));
    }

    @Override
    public Optional<BlockSource> source(Deployment deployment) {
        var descriptor = deployment.descriptor();
        return descriptor
                .verify()
                .flatMap(Verify::source)
                .or(() -> descriptor.sync().tip().stream()
                        .filter(Verify::knowsBlocks)
                        .findFirst())
                .flatMap(this::node);
    }

    private Optional<BlockSource> node(Source source) {
        return switch (source) {
            case Source.Evm evm -> Optional.of(new EvmNode(endpoints.forVerification(evm)));
            case Source.CometBft comet -> Optional.of(new CometBftNode(web, comet.url()));
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<RowTable> rows(Deployment deployment, VerifiedTable table) {
        return deployment.database().map(database -> new PostgresRowTable(connections, database, table, queryTimeout));
    }

    @Override
    public Answers answers(Deployment deployment) {
        return new InstanceAnswers(web, deployment.address());
    }
}
