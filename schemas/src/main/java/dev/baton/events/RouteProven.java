package dev.baton.events;

import dev.baton.model.SwitchProof;

/**
 * One of several routers serves by the route of the switch that is under way, proven by requests through it. The switch
 * itself is over when all have said so.
 *
 * @param node the router's name
 * @param epoch the number of the route
 * @param proof its evidence, of this router alone
 */
public record RouteProven(String node, long epoch, SwitchProof proof) implements LifecycleEvent {}
