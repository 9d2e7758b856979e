package dev.baton.e2e.stage;

import dev.baton.load.AnswerCheck;
import dev.baton.load.LoadPlan;
import dev.baton.load.LoadRun;
import dev.baton.load.PostBody;
import dev.baton.load.Timebase;
import dev.baton.load.Traffic;
import dev.baton.load.wire.Target;
import java.time.Duration;
import java.util.List;

/** People who use an application all the time, and to whom every lost request is one too many. */
public final class Users {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final long MOST_REQUESTS = 1_000_000;

    private Users() {}

    /** Users of the example indexer, in all ways that it knows. */
    public static LoadRun ofIndexer(int port) {
        var block = AnswerCheck.routed().and(AnswerCheck.containing("\"parentHash\""));
        var blocks = AnswerCheck.routed().and(AnswerCheck.containing("\"blocks\":[{"));
        var status = AnswerCheck.routed().and(AnswerCheck.containing("\"height\":"));
        var receipt = AnswerCheck.routed().and(AnswerCheck.sha256OfSent());
        var query = PostBody.text("application/json", "{\"from\":100,\"to\":109}");
        return start(
                port,
                List.of(
                        new Traffic.KeepAliveGets("/blocks/latest", 12, 60, block),
                        new Traffic.KeepAliveGets("/blocks/123", 6, 30, block),
                        new Traffic.Posts("/query", query, 6, 30, blocks),
                        new Traffic.NewConnectionGets("/status", 6, 20, status),
                        new Traffic.Posts("/submissions", PostBody.binary(1 << 20), 2, 1, receipt),
                        new Traffic.SlowPosts(
                                "/submissions", PostBody.binary(1 << 16), Duration.ofSeconds(2), 2, 1, receipt),
                        new Traffic.WebSockets(
                                "/ws", 8, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(15))));
    }

    /** Users of a puppet. */
    public static LoadRun of(Puppet puppet) {
        return of(puppet.listen());
    }

    /** Users of an application that names its version in every answer. */
    public static LoadRun of(int port) {
        var version = AnswerCheck.routed().and(AnswerCheck.containing("\"version\":"));
        return start(
                port,
                List.of(
                        new Traffic.KeepAliveGets("/", 8, 40, version),
                        new Traffic.Posts("/", PostBody.binary(1024), 4, 20, version),
                        new Traffic.NewConnectionGets("/", 4, 10, version)));
    }

    /** The same where the answers do not come from Baton's site, or not yet. */
    public static LoadRun ofAnything(int port) {
        var version = AnswerCheck.containing("\"version\":");
        return start(
                port,
                List.of(
                        new Traffic.Posts("/", PostBody.binary(1024), 4, 20, version),
                        new Traffic.NewConnectionGets("/", 8, 40, version)));
    }

    private static LoadRun start(int port, List<Traffic> traffic) {
        return LoadRun.start(
                new LoadPlan(Target.loopback(port), traffic, LONGEST, MOST_REQUESTS, ANSWER_WITHIN),
                Timebase.ofSystem());
    }
}
