package dev.baton.router.domain;

import java.time.Instant;
import java.util.Optional;

/** Whether traffic goes where the route says, by requests through the public address and nothing else. */
public sealed interface Proof {

    /**
     * Every request was answered by the route's deployment, and healthily.
     *
     * @param requests how many were sent
     * @param connections over how many connections
     * @param firstServedAt when the first answer had arrived
     */
    record Proven(int requests, int connections, Instant firstServedAt) implements Proof {}

    /** One request was not. */
    record Unproven(String reason) implements Proof {}

    /** Connections that are opened before the switch and asked again after it. */
    int KEPT_CONNECTIONS = 4;

    /** Requests over each of them. */
    int REQUESTS_PER_KEPT_CONNECTION = 3;

    /** Connections that are opened after the switch, one request each. */
    int NEW_CONNECTIONS = 8;

    /**
     * Asks over kept and new connections in turn and stops at the first answer that does not prove the route.
     *
     * @param kept connections opened before the route was committed
     */
    static Proof of(Route route, Prober prober, Prober.Kept kept, Endpoint front, String healthPath) {
        var requests = 0;
        var firstServedAt = Optional.<Instant>empty();
        for (var round = 0; round < REQUESTS_PER_KEPT_CONNECTION; round++) {
            for (var connection = 0; connection < KEPT_CONNECTIONS; connection++) {
                var answer = kept.ask(connection, healthPath);
                var fault = fault(route, answer, "a connection kept over the switch");
                if (fault.isPresent()) {
                    return new Unproven(fault.get());
                }
                firstServedAt = firstServedAt.or(() -> time(answer));
                requests++;
            }
        }
        for (var connection = 0; connection < NEW_CONNECTIONS; connection++) {
            var fault = fault(route, prober.ask(front, healthPath), "a new connection");
            if (fault.isPresent()) {
                return new Unproven(fault.get());
            }
            requests++;
        }
        return new Proven(requests, KEPT_CONNECTIONS + NEW_CONNECTIONS, firstServedAt.orElseThrow());
    }

    private static Optional<Instant> time(Answer answer) {
        return switch (answer) {
            case Answer.Answered answered -> Optional.of(answered.at());
            case Answer.Unanswered _ -> Optional.empty();
        };
    }

    private static Optional<String> fault(Route route, Answer answer, String where) {
        return switch (answer) {
            case Answer.Unanswered(var reason) ->
                Optional.of("over " + where + " the router did not answer: " + reason);
            case Answer.Answered answered
            when !answered.route().equals(Optional.of(route.name())) ->
                Optional.of("over " + where + " the answer came by route "
                        + answered.route().orElse("(none named)") + " instead of " + route);
            case Answer.Answered answered
            when answered.status() != 200 ->
                Optional.of("over " + where + " the health path answered HTTP " + answered.status()
                        + " by the new route instead of 200");
            case Answer.Answered _ -> Optional.empty();
        };
    }
}
