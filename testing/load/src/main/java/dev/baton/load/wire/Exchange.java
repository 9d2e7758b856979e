package dev.baton.load.wire;

/** How one request ended. Times are {@link System#nanoTime()} readings of the connection's clock. */
public sealed interface Exchange {

    /**
     * A complete answer came, whatever it says.
     *
     * @param sentNanos right before the first byte of the request was written
     * @param receivedNanos right after the last byte of the answer was read
     */
    record Answered(Response response, long sentNanos, long receivedNanos) implements Exchange {}

    /**
     * No complete answer came; the connection is closed.
     *
     * @param detail for people: what happened, in a few words
     */
    record Broken(LossCause cause, String detail) implements Exchange {}
}
