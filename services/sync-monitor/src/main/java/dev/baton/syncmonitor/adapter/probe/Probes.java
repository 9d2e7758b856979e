package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.core.JsonPointer;
import dev.baton.deployment.Deployment;
import dev.baton.descriptor.PostgresUri;
import dev.baton.descriptor.Source;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.syncmonitor.adapter.postgres.PostgresConnections;
import dev.baton.syncmonitor.adapter.postgres.SqlHeightProbe;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Observatory;
import dev.baton.syncmonitor.domain.sampling.Observed;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** The registration of the probes: which class looks at which kind of source. */
public final class Probes implements Observatory {

    private final Web web;
    private final Endpoints endpoints;
    private final PostgresConnections connections;
    private final Duration queryTimeout;
    private final Clock clock;

    /** @param queryTimeout after which a query for a height is ended */
    public Probes(Web web, Endpoints endpoints, PostgresConnections connections, Duration queryTimeout, Clock clock) {
        this.web = web;
        this.endpoints = endpoints;
        this.connections = connections;
        this.queryTimeout = queryTimeout;
        this.clock = clock;
    }

    @Override
    public Observed observed(Deployment deployment) {
        try {
            return fromDescriptor(deployment);
        } catch (IllegalArgumentException malformed) {
            var blind = new Blind("descriptor", "an address in it cannot be used: " + malformed.getMessage());
            return new Observed(blind, List.of(blind), Optional::empty, false);
        }
    }

    private Observed fromDescriptor(Deployment deployment) {
        var sync = deployment.descriptor().sync();
        var health = deployment.address().http(deployment.descriptor().run().health());
        return new Observed(
                probe(sync.height(), deployment, Role.HEIGHT),
                numbered(sync.tip().stream()
                        .map(source -> probe(source, deployment, Role.TIP))
                        .toList()),
                new HttpHealthCheck(web, health),
                sync.tip().stream().anyMatch(Probes::isMetered) || isMetered(sync.height()));
    }

    private static boolean isMetered(Source source) {
        return source instanceof Source.Evm evm && evm.budget().isPresent();
    }

    /** Two endpoints of one provider have the same address but for what is secret; still each has a name of its own. */
    private static List<HeightProbe> numbered(List<HeightProbe> probes) {
        var seen = new HashMap<String, Integer>();
        return probes.stream()
                .map(probe -> {
                    var number = seen.merge(probe.name(), 1, Integer::sum);
                    return number == 1 ? probe : new Another(probe, number);
                })
                .toList();
    }

    private HeightProbe probe(Source source, Deployment deployment, Role role) {
        return switch (source) {
            case Source.Sql sql ->
                deployment
                        .database()
                        .<HeightProbe>map(
                                database -> new SqlHeightProbe(connections, database, sql.query(), queryTimeout))
                        .orElseGet(() -> new Blind("sql", "the deployment has no database to query"));
            case Source.Http http ->
                new JsonHeightProbe(
                        web,
                        place(http.path(), http.url(), deployment),
                        JsonPointer.compile(http.pointer()),
                        http.method(),
                        http.body());
            case Source.Evm evm ->
                switch (role) {
                    case HEIGHT -> new EvmNode(endpoints.forLooks(evm));
                    case TIP ->
                        new EvmTip(
                                endpoints.forLooks(evm),
                                clock,
                                evm.keys().isEmpty() && evm.budget().isEmpty());
                };
            case Source.CometBft comet -> cometBft(new CometBftNode(web, comet.url()), deployment, role);
            case Source.Postgres postgres ->
                new SqlHeightProbe(connections, location(postgres), postgres.query(), queryTimeout);
            case Source.GraphNode graph ->
                new GraphNodeProbe(web, graph.url(), named(graph.deployment(), deployment), role);
            case Source.Ponder ponder ->
                new PonderProbe(web, place(Optional.of(""), ponder.url(), deployment), ponder.chain());
            case Source.Prometheus prometheus ->
                new PrometheusProbe(
                        web,
                        place(prometheus.path(), prometheus.url(), deployment),
                        prometheus.metric(),
                        prometheus.labels());
            case Source.Kafka kafka ->
                new KafkaProbe(kafka, named(kafka.group(), deployment), role, queryTimeout, endpoints.secrets());
            case Source.Health health ->
                new HealthProbe(web, deployment.address().http(health.path()));
        };
    }

    /** A tip is held to more than an instance's own height: a node that is behind its chain tells no tip. */
    private HeightProbe cometBft(CometBftNode node, Deployment deployment, Role role) {
        return switch (role) {
            case HEIGHT -> node;
            case TIP -> new CometBftTip(node, deployment.descriptor().sync().stallAfter(), clock);
        };
    }

    private static URI place(Optional<String> path, Optional<URI> url, Deployment deployment) {
        return url.orElseGet(() -> deployment.address().http(path.orElseThrow()));
    }

    private static String named(String name, Deployment deployment) {
        return name.replace("{version}", deployment.version())
                .replace("{deployment}", deployment.id().toString());
    }

    private static DatabaseLocation location(Source.Postgres postgres) {
        var server = postgres.server();
        return new DatabaseLocation(
                new Address(server.getHost(), PostgresUri.port(server)),
                PostgresUri.database(server),
                PostgresUri.role(server),
                postgres.password());
    }

    /** One more with the same name. */
    private record Another(HeightProbe probe, int number) implements HeightProbe {
        @Override
        public String name() {
            return probe.name() + " (" + number + ")";
        }

        @Override
        public Reading read() {
            return probe.read();
        }

        @Override
        public void close() {
            probe.close();
        }
    }

    /** Stands where a source cannot be looked at, so that the samples say why. */
    private record Blind(String name, String why) implements HeightProbe {
        @Override
        public Reading read() {
            return new Reading.Unknown(name + ": " + why);
        }
    }
}
