package dev.baton.router.handler;

import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.deployment.Decision;
import dev.baton.deployment.Participant;
import dev.baton.deployment.Situation;
import dev.baton.router.adapter.http.PrometheusValues;
import dev.baton.router.adapter.http.VertxProber;
import dev.baton.router.adapter.kafka.KafkaNodes;
import dev.baton.router.adapter.kafka.KafkaSampleFeed;
import dev.baton.router.adapter.nginx.AccessLog;
import dev.baton.router.adapter.nginx.Listening;
import dev.baton.router.adapter.nginx.NginxLayout;
import dev.baton.router.adapter.nginx.NginxRouter;
import dev.baton.router.adapter.nginx.ProcNetTcp;
import dev.baton.router.adapter.nginx.ReloadFiles;
import dev.baton.router.adapter.nginx.TeamNginx;
import dev.baton.router.adapter.nginx.WaySetting;
import dev.baton.router.domain.NodeDecisions;
import dev.baton.router.domain.Nodes;
import dev.baton.router.domain.OpenConnections;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.ReloadBook;
import dev.baton.router.domain.RequestRecord;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.RouterEffect;
import dev.baton.router.domain.SampleFeed;
import dev.baton.router.domain.Votes;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Chooses the adapters, and the only place that names the clock. */
final class Wiring {

    private static final Duration LONGEST_QUERY = Duration.ofSeconds(5);

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    RouterConfig config(
            @ConfigProperty(name = "baton.dir") Path directory,
            @ConfigProperty(name = "baton.nginx.binary") String nginxBinary,
            @ConfigProperty(name = "baton.nginx.listen-host") String listenHost,
            @ConfigProperty(name = "baton.router.switch") String way,
            @ConfigProperty(name = "baton.router.probe-timeout") Duration probeTimeout,
            @ConfigProperty(name = "baton.router.registration-window") Duration registrationWindow,
            @ConfigProperty(name = "baton.router.interval") Duration interval,
            @ConfigProperty(name = "baton.router.query-interval") Duration queryInterval,
            @ConfigProperty(name = "baton.nginx.own-host") String ownHost,
            @ConfigProperty(name = "baton.router.node") Optional<String> node,
            @ConfigProperty(name = "baton.router.node-timeout") Duration nodeTimeout,
            @ConfigProperty(name = "baton.router.drain-over") Duration drainOver,
            @ConfigProperty(name = "baton.router.drain-after") Duration drainAfter) {
        return new RouterConfig(
                directory,
                nginxBinary,
                listenHost,
                way,
                probeTimeout,
                registrationWindow,
                interval,
                queryInterval,
                ownHost,
                node,
                nodeTimeout,
                drainOver,
                drainAfter);
    }

    @Produces
    @Singleton
    EventCodec codec() {
        return new EventCodec();
    }

    @Produces
    @Singleton
    Participant<RouterEffect> participant(Nodes nodes, VoteBook votes) {
        return new Participant<>(situation -> decide(situation, nodes, votes));
    }

    private static Decision<RouterEffect> decide(Situation situation, Nodes nodes, VoteBook votes) {
        if (nodes.leads()) {
            return RouteDecisions.decide(situation);
        }
        var application = situation.application();
        var said = application
                .switching()
                .map(target -> votes.of(application.name(), target.id(), application.epoch()))
                .orElse(Votes.NONE);
        return NodeDecisions.decide(situation, nodes.self().orElseThrow(), said);
    }

    @Produces
    @Singleton
    Nodes nodes(
            RouterConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "baton.topic-prefix") String prefix) {
        return config.node()
                .<Nodes>map(self ->
                        new KafkaNodes(bootstrapServers, prefix + "router-nodes", Topic.DEPLOYMENTS.in(prefix), self))
                .orElse(Nodes.ALONE);
    }

    void close(@Disposes Nodes nodes) {
        if (nodes instanceof KafkaNodes several) {
            several.close();
        }
    }

    @Produces
    @Singleton
    VertxProber prober(Vertx vertx, Clock clock, RouterConfig config) {
        return new VertxProber(vertx, clock, config.probeTimeout());
    }

    void close(@Disposes VertxProber prober) {
        prober.close();
    }

    @Produces
    @Singleton
    RequestRecord requestRecord(RouterConfig config) {
        return new AccessLog(new NginxLayout(config.directory()));
    }

    @Produces
    @Singleton
    ReloadBook reloadBook(RouterConfig config) {
        return new ReloadFiles(new NginxLayout(config.directory()));
    }

    @Produces
    @Singleton
    SampleFeed sampleFeed(
            EventCodec codec,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "baton.topic-prefix") String prefix) {
        return new KafkaSampleFeed(codec, bootstrapServers, Topic.SYNC_PROGRESS.in(prefix));
    }

    @Produces
    @Singleton
    PrometheusValues queriedValues() {
        return new PrometheusValues(LONGEST_QUERY);
    }

    void close(@Disposes PrometheusValues values) {
        values.close();
    }

    @Produces
    @Singleton
    OpenConnections openConnections() {
        return new ProcNetTcp();
    }

    @Produces
    @Singleton
    Router router(
            RouterConfig config,
            Prober prober,
            @ConfigProperty(name = "baton.nginx.configuration") Optional<Path> configuration,
            @ConfigProperty(name = "baton.nginx.prefix") Optional<Path> prefix,
            @ConfigProperty(name = "baton.nginx.pid-file") Optional<Path> pidFile,
            @ConfigProperty(name = "baton.nginx.error-log") Optional<Path> errorLog) {
        if (configuration.isEmpty() && (prefix.isPresent() || pidFile.isPresent() || errorLog.isPresent())) {
            throw new IllegalArgumentException(
                    "baton.nginx.prefix, baton.nginx.pid-file and baton.nginx.error-log are of an"
                            + " NGINX of your own: set baton.nginx.configuration as well");
        }
        var team = configuration.map(file -> new TeamNginx(file, prefix, pidFile, errorLog));
        var layout = new NginxLayout(config.directory(), team);
        var listening = new Listening(config.listenHost());
        var way = WaySetting.of(config.way());
        return new NginxRouter(layout, listening, way, config.nginxBinary(), prober, System::nanoTime);
    }
}
