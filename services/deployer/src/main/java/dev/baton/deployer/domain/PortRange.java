package dev.baton.deployer.domain;

import dev.baton.model.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The ports among which applications get those of their slots.
 *
 * @param first the lowest
 * @param last the highest
 */
public record PortRange(int first, int last) {
    public PortRange {
        if (first < 1024 || last > 65_535 || first > last) {
            throw new IllegalArgumentException(
                    "a range of ports lies between 1024 and 65535 and begins below its end; this does not: " + first
                            + " to " + last);
        }
    }

    /** The lowest ports that are neither taken nor listened on; fewer than asked for where there are not enough. */
    List<Integer> free(int count, String host, Set<Integer> taken, LocalPorts ports) {
        List<Integer> found = new ArrayList<>();
        for (int port = first; port <= last && found.size() < count; port++) {
            if (!taken.contains(port) && ports.holder(new Address(host, port)).isEmpty()) {
                found.add(port);
            }
        }
        return List.copyOf(found);
    }

    @Override
    public String toString() {
        return first + " to " + last;
    }
}
