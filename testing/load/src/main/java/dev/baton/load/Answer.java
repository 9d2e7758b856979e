package dev.baton.load;

import java.time.Instant;

/**
 * One accepted answer.
 *
 * @param kind of the request
 * @param route by which it came
 * @param sent right before the request's first byte was written
 * @param received right after the answer's last byte was read
 */
public record Answer(Kind kind, RouteTag route, Instant sent, Instant received) {}
