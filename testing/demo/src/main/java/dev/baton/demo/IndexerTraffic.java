package dev.baton.demo;

import dev.baton.load.AnswerCheck;
import dev.baton.load.LoadPlan;
import dev.baton.load.PostBody;
import dev.baton.load.Traffic;
import dev.baton.load.wire.Target;
import java.time.Duration;
import java.util.List;

/** What the users of the example indexer do all day, all at once. */
final class IndexerTraffic {

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final long MOST_REQUESTS = 1_000_000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final int MEBIBYTE = 1024 * 1024;

    private IndexerTraffic() {}

    /** A mix of about {@code perSecond} requests a second at the route that listens on this port. */
    static LoadPlan plan(int port, double perSecond) {
        AnswerCheck block = AnswerCheck.routed().and(AnswerCheck.containing("\"parentHash\""));
        AnswerCheck blocks = AnswerCheck.routed().and(AnswerCheck.containing("\"blocks\":[{"));
        AnswerCheck status = AnswerCheck.routed().and(AnswerCheck.containing("\"height\":"));
        AnswerCheck receipt = AnswerCheck.routed().and(AnswerCheck.sha256OfSent());
        PostBody query = PostBody.text("application/json", "{\"from\":1000,\"to\":1009}");
        return new LoadPlan(
                Target.loopback(port),
                List.of(
                        new Traffic.KeepAliveGets("/blocks/latest", 24, perSecond * 0.40, block),
                        new Traffic.KeepAliveGets("/blocks/12345", 12, perSecond * 0.20, block),
                        new Traffic.Posts("/query", query, 12, perSecond * 0.20, blocks),
                        new Traffic.NewConnectionGets("/status", 12, perSecond * 0.17, status),
                        new Traffic.Posts("/submissions", PostBody.binary(16 * 1024), 4, perSecond * 0.03, receipt),
                        new Traffic.Posts("/submissions", PostBody.binary(MEBIBYTE), 2, 2, receipt),
                        new Traffic.SlowPosts(
                                "/submissions", PostBody.binary(64 * 1024), Duration.ofSeconds(2), 4, 2, receipt),
                        new Traffic.WebSockets(
                                "/ws", 24, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(15))),
                LONGEST,
                MOST_REQUESTS,
                ANSWER_WITHIN);
    }
}
