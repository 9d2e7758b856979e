package dev.baton.router.domain;

/** What the router routes by right now, read from the router itself. */
public sealed interface RouteInForce {

    /** Requests go there. */
    record Routed(Route route) implements RouteInForce {}

    /** A route was in force, and what it stands on was removed: requests are answered 503 until it is committed again. */
    record Dangling(Route route) implements RouteInForce {}

    /** No route: requests are answered 503. */
    record Unrouted() implements RouteInForce {}

    /** The router's state cannot be read. */
    record Unreadable(String reason) implements RouteInForce {}

    /** Whether requests go by exactly this route. */
    default boolean is(Route route) {
        return this instanceof Routed(var current) && current.equals(route);
    }
}
