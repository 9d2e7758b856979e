package dev.baton.events;

import dev.baton.model.Address;
import dev.baton.model.Slot;

/** The route of an application. The topic keeps the newest of each. */
public record RouteChanged(Slot slot, Address address, long epoch, String version) implements Event {}
