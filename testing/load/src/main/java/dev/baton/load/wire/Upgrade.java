package dev.baton.load.wire;

/** How the opening of a WebSocket ended. */
public sealed interface Upgrade {

    /**
     * It is open.
     *
     * @param response the 101, with its headers
     * @param sentNanos right before the handshake was written
     * @param receivedNanos right after the 101 was read
     */
    record Opened(WebSocketConnection socket, Response response, long sentNanos, long receivedNanos)
            implements Upgrade {}

    /** It is not; nothing is left open. */
    record Refused(LossCause cause, String detail) implements Upgrade {}
}
