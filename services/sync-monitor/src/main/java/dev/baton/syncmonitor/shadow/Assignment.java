package dev.baton.syncmonitor.shadow;

import dev.baton.descriptor.Descriptor;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be watched. The command line writes it as JSON.
 *
 * @param descriptor green's
 * @param blueDescriptor blue's, where its schema or its paths are others; green's counts for both where empty
 * @param version of the green that the other tool started
 * @param green where that listens
 * @param blue where the version listens that serves; its answers are compared with green's, and nothing where empty
 * @param greenDatabase where green's data is; empty where it has none
 * @param blueDatabase where blue's data is; green's is compared with none where empty
 * @param secrets the folder that holds a file for each secret
 * @param router NGINX's configuration file that the other tool edits; its switch is not seen where empty
 * @param inRouter how that file names green's address
 * @param longest how long to watch at most; until it is interrupted where empty
 * @param after how long to wait after the other tool's switch for the moment at which Baton would have switched
 */
record Assignment(
        Descriptor descriptor,
        Optional<Descriptor> blueDescriptor,
        String version,
        Address green,
        Optional<Address> blue,
        Optional<DatabaseLocation> greenDatabase,
        Optional<DatabaseLocation> blueDatabase,
        Path secrets,
        Optional<Path> router,
        String inRouter,
        Optional<Duration> longest,
        Duration after) {}
