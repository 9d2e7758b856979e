package dev.baton.events;

/**
 * One of several routers cannot serve by the route of the switch that is under way, and serves as before. A switch
 * forward fails by it, a way back goes on without it.
 *
 * @param node the router's name
 * @param epoch the number of the route
 */
public record RouteRefused(String node, long epoch, String reason) implements LifecycleEvent {}
