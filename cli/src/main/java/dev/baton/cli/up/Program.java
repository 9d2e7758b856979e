package dev.baton.cli.up;

import java.io.IOException;
import java.util.Optional;

/** One of the programs that the supervisor keeps running. */
interface Program {
    Component component();

    /** Its process, should it run already: an earlier supervisor started it. */
    Optional<ProcessHandle> find();

    /** Starts it to listen on the port, having prepared what it needs and cleared away what an earlier one left. */
    ProcessHandle start(int port) throws IOException;

    /** Whether it answers and is fit to be used. Never throws, never takes longer than a few seconds. */
    boolean isReady(int port);
}
