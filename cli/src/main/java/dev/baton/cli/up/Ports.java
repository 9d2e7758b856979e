package dev.baton.cli.up;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** The TCP ports on 127.0.0.1, chosen so that several Batons live on one machine. */
final class Ports {
    /** How far the next candidate lies from a busy port, more than one Baton has ports. */
    private static final int STRIDE = 20;

    private static final int CONTROLLER = 19093;
    private static final int HIGHEST = 65_535;

    private final IntPredicate free;
    private final OptionalInt from;
    private final Map<Component, Integer> chosen = new EnumMap<>(Component.class);
    private OptionalInt controller = OptionalInt.empty();

    /**
     * @param from the first of consecutive ports to prefer, in {@link Component}'s order and Kafka's controller last; empty
     *     for each component's default
     * @param free whether nothing listens on a port
     */
    Ports(OptionalInt from, IntPredicate free) {
        this.from = from;
        this.free = free;
    }

    /** Whether nothing listens on this port of 127.0.0.1. */
    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Takes the port where the component already listens. */
    synchronized void adopt(Component component, int port) {
        chosen.put(component, port);
    }

    /** The component's port: the one chosen before while it is free, else the preferred one, else the next free one. */
    synchronized int choose(Component component) {
        var before = chosen.get(component);
        if (before != null && free.test(before)) {
            return before;
        }
        int port = firstFree(from.isPresent() ? from.getAsInt() + component.ordinal() : component.defaultPort());
        chosen.put(component, port);
        return port;
    }

    /** The port by which Kafka's broker and controller, one process here, talk to each other. */
    synchronized int chooseController() {
        if (controller.isEmpty() || !free.test(controller.getAsInt())) {
            controller = OptionalInt.of(
                    firstFree(from.isPresent() ? from.getAsInt() + Component.values().length : CONTROLLER));
        }
        return controller.getAsInt();
    }

    /** The port chosen last for the component. */
    synchronized int of(Component component) {
        return Objects.requireNonNull(chosen.get(component), () -> component + " has no port yet");
    }

    /** All ports chosen so far. */
    synchronized Map<Component, Integer> all() {
        return Map.copyOf(chosen);
    }

    private int firstFree(int wanted) {
        for (int port = wanted; port <= HIGHEST; port += STRIDE) {
            if (!chosen.containsValue(port) && free.test(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port from " + wanted + " upwards in steps of " + STRIDE);
    }
}
