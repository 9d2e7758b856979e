package dev.baton.load.wire;

import java.util.List;

/**
 * What a client says first on a WebSocket.
 *
 * @param protocol the subprotocol that it offers, and that the server must take; empty for none
 * @param messages the text messages that it sends once the WebSocket is open
 */
public record Opening(String protocol, List<String> messages) {

    /** Nothing: the server speaks. */
    public static final Opening NONE = new Opening("", List.of());

    /** Copies the list; refuses a protocol that would break its line. */
    public Opening {
        messages = List.copyOf(messages);
        if (!protocol.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]*")) {
            throw new IllegalArgumentException("A subprotocol is a token: " + protocol);
        }
    }
}
