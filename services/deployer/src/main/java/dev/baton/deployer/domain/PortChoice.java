package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.descriptor.Route;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.Slot;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which ports an application's slots, and a database in a container, get on the host of its slots. */
final class PortChoice {
    private static final int SLOTS = Slot.values().length;

    private final PortRange range;
    private final LocalPorts ports;

    PortChoice(PortRange range, LocalPorts ports) {
        this.range = range;
        this.ports = ports;
    }

    /**
     * Ports that are somebody's on record, whether or not anybody listens there now.
     *
     * @param promised ports that were just given away and are not on record yet
     */
    static Set<Integer> taken(
            Route route, Application application, Collection<Application> others, Set<Integer> promised) {
        Set<Integer> taken = new HashSet<>(promised);
        others.forEach(other -> {
            taken.addAll(other.slotPorts());
            other.deployments()
                    .forEach(deployment ->
                            taken.add(deployment.descriptor().route().listen()));
        });
        Stream.concat(Stream.of(application), others.stream())
                .flatMap(known -> known.deployments().stream())
                .forEach(deployment -> databasePort(deployment).ifPresent(taken::add));
        taken.add(route.listen());
        return taken;
    }

    /** What speaks against the ports that the descriptor names, where the application has ports already. */
    static Optional<String> objection(Route route, Application application) {
        return application.slotPorts().isEmpty()
                        || route.slots().isEmpty()
                        || route.slots().equals(application.slotPorts())
                ? Optional.empty()
                : Optional.of("route.slots is " + route.slots() + " and the application's ports are "
                        + application.slotPorts()
                        + " since its first deployment: NGINX knows them; leave route.slots out");
    }

    /** The application's ports: what they were at first, what the descriptor says, or free ones; empty with a reason. */
    List<Integer> slots(Route route, Application application, String host, Set<Integer> taken, List<String> reasons) {
        List<Integer> wanted = route.slots();
        if (!application.slotPorts().isEmpty()) {
            objection(route, application).ifPresent(reasons::add);
            return application.slotPorts();
        }
        if (wanted.isEmpty()) {
            List<Integer> free = range.free(SLOTS, host, taken, ports);
            if (free.size() < SLOTS) {
                reasons.add("fewer than three of the ports " + range + " are free for the application's slots: name"
                        + " others in route.slots, or widen baton.slot-ports");
            }
            return free;
        }
        for (int port : wanted) {
            Optional<String> holder =
                    taken.contains(port) ? Optional.of("another application") : ports.holder(new Address(host, port));
            holder.ifPresent(name -> reasons.add(
                    "route.slots names port " + port + ", which is in use by " + name + ": choose another"));
        }
        return wanted;
    }

    /** A port for a database in a container of its own; empty with a reason. */
    Optional<Integer> database(String host, Set<Integer> taken, List<Integer> slots, List<String> reasons) {
        Set<Integer> all = new HashSet<>(taken);
        all.addAll(slots);
        Optional<Integer> free = range.free(1, host, all, ports).stream().findFirst();
        if (free.isEmpty()) {
            reasons.add("none of the ports " + range + " is free for the deployment's database: widen"
                    + " baton.slot-ports");
        }
        return free;
    }

    /** The port at which the deployment's database in a container is, for as long as the deployment is there. */
    private static Optional<Integer> databasePort(Deployment deployment) {
        boolean contained = deployment
                .descriptor()
                .database()
                .flatMap(database -> database.postgres().container())
                .isPresent();
        return deployment
                .database()
                .filter(_ -> contained && deployment.stage().holdsSlot())
                .map(DatabaseLocation::server)
                .map(Address::port);
    }
}
