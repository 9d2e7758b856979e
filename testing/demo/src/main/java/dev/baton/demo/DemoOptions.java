package dev.baton.demo;

import java.nio.file.Path;

/**
 * How the demo is to be played.
 *
 * @param root the checkout
 * @param docker whether everything around Baton, and what it deploys, runs in containers
 * @param blocks height of the chain at the beginning
 * @param blocksPerSecond the most that an instance indexes, so that there is something to see
 * @param requestsPerSecond load on the route
 * @param outage whether Baton is killed in the last act
 */
record DemoOptions(
        Path root, boolean docker, long blocks, int blocksPerSecond, double requestsPerSecond, boolean outage) {}
