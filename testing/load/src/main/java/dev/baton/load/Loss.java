package dev.baton.load;

import dev.baton.load.wire.LossCause;
import java.time.Instant;

/**
 * One lost request or broken WebSocket.
 *
 * @param at when it was noticed
 * @param kind what the client was doing
 * @param keptConnection whether exchanges had succeeded on that connection before
 * @param cause what happened
 * @param detail for people
 */
public record Loss(Instant at, Kind kind, boolean keptConnection, LossCause cause, String detail) {}
