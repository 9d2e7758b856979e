package dev.baton.syncmonitor;

import dev.baton.codec.Topic;
import dev.baton.syncmonitor.adapter.file.BookmarkFiles;
import dev.baton.syncmonitor.adapter.file.BudgetFiles;
import dev.baton.syncmonitor.adapter.file.SeriesFiles;
import dev.baton.syncmonitor.adapter.postgres.PostgresConnections;
import dev.baton.syncmonitor.adapter.probe.DescribedArchives;
import dev.baton.syncmonitor.adapter.probe.Endpoints;
import dev.baton.syncmonitor.adapter.probe.Probes;
import dev.baton.syncmonitor.adapter.probe.Web;
import dev.baton.syncmonitor.adapter.secret.FileSecrets;
import dev.baton.syncmonitor.handler.DeploymentLog;
import dev.baton.syncmonitor.handler.KafkaPublisher;
import dev.baton.syncmonitor.handler.LoggedBookmarks;
import dev.baton.syncmonitor.handler.Sampler;
import dev.baton.syncmonitor.handler.Threads;
import dev.baton.syncmonitor.handler.Verifier;
import dev.baton.syncmonitor.topology.UnreadableRecords;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What follows the deployments: the log with its sampler and its verifier, from the process's start to its end. */
@Singleton
class Monitor {

    private final Threads threads = new Threads();
    private final Web web;
    private final Endpoints endpoints;
    private final KafkaPublisher publisher;
    private final Sampler sampler;
    private final Verifier verifier;
    private final DeploymentLog log;

    @Inject
    Monitor(Settings settings, Clock clock, MeterRegistry metrics, UnreadableRecords unreadable) {
        var secrets = new FileSecrets(settings.secrets(), System.getenv());
        var connections = new PostgresConnections(secrets);
        web = new Web(
                settings.web(),
                (source, calls) -> metrics.counter("baton.sync.monitor.requests", "source", source)
                        .increment(calls));
        endpoints = new Endpoints(web, secrets, clock, new BudgetFiles(settings.budgets(), clock.instant()));
        publisher = new KafkaPublisher(settings.producer(), settings.topicPrefix);
        sampler = new Sampler(
                new Probes(web, endpoints, connections, settings.probeTimeout, clock),
                threads,
                publisher,
                clock,
                new SeriesFiles(settings.series(), clock));
        var archives = new DescribedArchives(web, endpoints, connections, settings.verificationTimeout);
        var bookmarks = new BookmarkFiles(settings.bookmarks(), clock.instant());
        var told = new LoggedBookmarks(settings.reader(), Topic.SYNC_PROGRESS.in(settings.topicPrefix), clock);
        verifier = new Verifier(archives, threads, publisher, clock, metrics, sampler::within, bookmarks, told);
        log = new DeploymentLog(
                settings.consumer(), Topic.DEPLOYMENTS.in(settings.topicPrefix), unreadable, watchlist -> {
                    sampler.follow(watchlist.watched());
                    verifier.follow(watchlist.due());
                });
        metrics.gauge("baton.deployments.sampled", sampler, Sampler::size);
    }

    /** Whether the log has been read to its end. */
    boolean isUpToDate() {
        return log.isUpToDate();
    }

    void begin(@Observes StartupEvent start) {
        log.start();
    }

    void end(@Observes ShutdownEvent stop) {
        log.close();
        sampler.close();
        verifier.close();
        threads.close();
        publisher.close();
        web.close();
        endpoints.keepBudgets();
    }
}
