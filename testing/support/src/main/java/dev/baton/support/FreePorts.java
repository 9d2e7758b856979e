package dev.baton.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * TCP ports on 127.0.0.1 that nothing listens on. They lie below the range from which systems take the ports of outgoing
 * connections (32768 upwards on Linux), so none is taken between being found and being used; within one JVM no port is
 * given twice.
 */
public final class FreePorts {
    private static final int FIRST = 22_000;
    private static final int BEYOND = 32_000;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    /** One free port. */
    public static synchronized int next() {
        for (int attempt = 0; attempt < 10_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEYOND);
            if (!GIVEN.contains(port) && isFree(port)) {
                GIVEN.add(port);
                return port;
            }
        }
        throw new IllegalStateException("No free TCP port between " + FIRST + " and " + BEYOND);
    }

    /** As many different free ports as asked for. */
    public static List<Integer> take(int count) {
        return Stream.generate(FreePorts::next).limit(count).toList();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
