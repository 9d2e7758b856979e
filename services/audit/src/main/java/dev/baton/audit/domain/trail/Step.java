package dev.baton.audit.domain.trail;

import dev.baton.model.EventId;
import java.time.Instant;

/**
 * One step of a deployment: it came to a stage.
 *
 * @param stage the stage's name
 * @param at when, by the event's time
 * @param event CloudEvents' {@code type} of the event that brought it there
 * @param eventId its id
 * @param sequence the number of its record in the application's chain
 */
public record Step(String stage, Instant at, String event, EventId eventId, long sequence) {}
