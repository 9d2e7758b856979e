package dev.baton.bench.storm;

import dev.baton.load.AnswerCheck;
import dev.baton.load.LoadPlan;
import dev.baton.load.PostBody;
import dev.baton.load.Traffic;
import dev.baton.load.wire.Target;
import java.time.Duration;
import java.util.List;

/** What users do while the traffic is moved: 70 HTTP clients and some WebSockets, of which not one may notice. */
final class StrictLoad {

    private static final int MEGABYTE = 1_000_000;
    private static final long MOST_REQUESTS = 2_000_000;

    /** On a machine that is shared: slower than this is as good as lost. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private StrictLoad() {}

    /**
     * About 450 requests a second.
     *
     * @param any what every answer has to show besides its content
     */
    static LoadPlan plan(int port, AnswerCheck any, Duration longest) {
        return new LoadPlan(
                Target.loopback(port),
                List.of(
                        new Traffic.KeepAliveGets(
                                "/", 50, 400, AnswerCheck.notEmpty().and(any)),
                        new Traffic.NewConnectionGets(
                                "/", 4, 40, AnswerCheck.notEmpty().and(any)),
                        new Traffic.Posts(
                                "/sha",
                                PostBody.binary(MEGABYTE),
                                4,
                                4,
                                AnswerCheck.sha256OfSent().and(any)),
                        new Traffic.KeepAliveGets(
                                "/slow", 8, 4, AnswerCheck.notEmpty().and(any)),
                        new Traffic.KeepAliveGets(
                                "/events",
                                4,
                                2,
                                AnswerCheck.containing(Backend.LAST_EVENT).and(any)),
                        new Traffic.WebSockets(
                                "/ws", 8, Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(8))),
                longest,
                MOST_REQUESTS,
                ANSWER_WITHIN);
    }
}
