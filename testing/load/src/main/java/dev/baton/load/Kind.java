package dev.baton.load;

/** What a client does. */
public enum Kind {
    /** GETs over a connection that is kept. */
    KEEP_ALIVE_GET,
    /** POSTs with a body, over a connection that is kept. */
    POST,
    /** A connection per GET. */
    NEW_CONNECTION_GET,
    /** POSTs whose body takes its time. */
    SLOW_POST,
    /** WebSockets that stay open. */
    WEB_SOCKET
}
