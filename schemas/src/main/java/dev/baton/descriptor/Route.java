package dev.baton.descriptor;

import dev.baton.model.Address;
import java.util.List;
import java.util.Optional;

/**
 * Where users reach the application.
 *
 * @param listen the port on which NGINX listens for it, on the loopback address
 * @param host the host name that it answers to; any where empty
 * @param slots the three ports of its slots; chosen at the first deployment where empty
 */
public record Route(int listen, Optional<String> host, List<Integer> slots) {

    private static final int LOWEST_UNPRIVILEGED = 1024;
    private static final int HIGHEST = 65_535;

    public Route {
        slots = List.copyOf(slots == null ? List.of() : slots);
        if (listen < LOWEST_UNPRIVILEGED || listen > HIGHEST) {
            throw new IllegalArgumentException("route.listen is a port from 1024 to 65535");
        }
        host.ifPresent(name -> new Address(name, listen));
        if (!slots.isEmpty() && (slots.size() != 3 || slots.stream().distinct().count() != 3)) {
            throw new IllegalArgumentException("route.slots names three different ports, for a, b and c");
        }
        if (slots.contains(listen)) {
            throw new IllegalArgumentException("route.slots does not hold the port that route.listen names");
        }
        slots.forEach(Address::loopback);
    }
}
