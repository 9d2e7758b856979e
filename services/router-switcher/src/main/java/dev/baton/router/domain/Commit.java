package dev.baton.router.domain;

/** The outcome of the one atomic step that moves the traffic. */
public sealed interface Commit {

    /**
     * The route is in force.
     *
     * @param micros how long the step took, in microseconds, without what makes it durable; 0 where the route was in
     *     force already
     */
    record Committed(long micros) implements Commit {}

    /** Another route is in force that this one may not replace: its epoch is not lower. Nothing changed. */
    record Stale(Route inForce) implements Commit {}

    /** Nothing changed, or what changed is not certain to be durable. */
    record Failed(String reason) implements Commit {}
}
