package dev.baton.load.wire;

/** Why something was lost. There is no cause that is forgiven. */
public enum LossCause {
    /** No TCP connection could be made. */
    NOT_CONNECTED,
    /** The connection was reset or broke while a request was being sent or its answer read. */
    RESET,
    /** The answer stopped before its announced end, or never began on a fresh connection. */
    EARLY_END,
    /** A kept connection was closed without {@code Connection: close} before a byte of the answer came. */
    IDLE_CLOSE,
    /** No complete answer within the time allowed. */
    TIMEOUT,
    /** The bytes are not HTTP/1.1 or RFC 6455, or the answer has no length by which to tell its end. */
    MALFORMED,
    /** The status is not 2xx (for a WebSocket: not 101). */
    STATUS,
    /** A complete 2xx answer whose content is wrong. */
    WRONG_BODY,
    /** An established WebSocket was closed, politely or not, though its client had not asked. */
    UNEXPECTED_CLOSE,
    /** A WebSocket ping was not answered in time. */
    MISSING_PONG,
    /** A WebSocket brought no message for longer than its plan allows. */
    SILENCE
}
