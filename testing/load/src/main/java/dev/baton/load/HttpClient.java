package dev.baton.load;

import dev.baton.load.wire.Exchange;
import dev.baton.load.wire.HttpConnection;
import dev.baton.load.wire.LossCause;
import dev.baton.load.wire.Request;
import dev.baton.load.wire.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One HTTP client: a request at each of its ticks, on its one connection. It opens another connection only after the
 * server announced the close, after its own request did, or after a loss, which is on record by then.
 */
final class HttpClient {

    private static final int SHOWN_OF_BODY = 80;

    private final RunControl run;
    private final Traffic.Http traffic;
    private final Pace pace;

    HttpClient(RunControl run, Traffic.Http traffic, Pace pace) {
        this.run = run;
        this.traffic = traffic;
        this.pace = pace;
    }

    void work() throws InterruptedException {
        HttpConnection connection = newConnection();
        try {
            while (!run.over()) {
                run.pauseUntil(pace.next(run.timebase().nanos()));
                long number = run.takeRequest();
                if (number < 0) {
                    return;
                }
                if (!connection.open()) {
                    connection = newConnection();
                }
                exchange(connection, number);
            }
        } finally {
            connection.close();
        }
    }

    private HttpConnection newConnection() {
        return new HttpConnection(run.plan().target(), run.deadlines(), run.timebase()::nanos);
    }

    private void exchange(HttpConnection connection, long number) {
        boolean kept = connection.kept();
        Request request = traffic.request(number);
        Duration allowed = run.plan().answerWithin().plus(request.over());
        long begun = run.timebase().nanos();
        switch (connection.exchange(request, allowed)) {
            case Exchange.Broken broken -> lost(kept, broken.cause(), broken.detail());
            case Exchange.Answered answered -> judge(kept, request, begun, answered);
        }
    }

    private void judge(boolean kept, Request request, long begun, Exchange.Answered answered) {
        Response response = answered.response();
        Optional<RouteTag> route = response.header(RouteTag.HEADER).flatMap(RouteTag::parse);
        if (!response.successful()) {
            lost(kept, LossCause.STATUS, "status " + response.status() + via(route) + ": " + shown(response));
            return;
        }
        Optional<String> fault = traffic.check().fault(request.body(), response);
        if (fault.isPresent()) {
            lost(kept, LossCause.WRONG_BODY, fault.get() + via(route) + ": " + shown(response));
            return;
        }
        run.ledger().answered(traffic.kind(), route, begun, answered.sentNanos(), answered.receivedNanos());
    }

    private void lost(boolean kept, LossCause cause, String detail) {
        run.ledger().lost(traffic.kind(), kept, cause, detail);
    }

    private static String via(Optional<RouteTag> route) {
        return route.map(tag -> " by " + tag.slot() + "." + tag.epoch()).orElse("");
    }

    private static String shown(Response response) {
        int length = Math.min(SHOWN_OF_BODY, response.body().length);
        return new String(response.body(), 0, length, StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
    }
}
