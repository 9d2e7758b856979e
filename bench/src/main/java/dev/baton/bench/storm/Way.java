package dev.baton.bench.storm;

import java.io.IOException;

/** A way to move the traffic between two versions and back. */
interface Way extends AutoCloseable {

    /** Where users connect. */
    int port();

    /**
     * Moves the traffic to the other version and returns when the way itself says that it has.
     *
     * @param turn from 1
     */
    void move(int turn) throws IOException, InterruptedException;

    /** What NGINX is made of now. */
    NginxProcesses processes();

    @Override
    void close();
}
