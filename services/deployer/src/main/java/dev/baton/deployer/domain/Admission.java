package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.descriptor.Database;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.PostgresUri;
import dev.baton.descriptor.Route;
import dev.baton.descriptor.Run;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.Text;
import dev.baton.validation.DescriptorReader;
import dev.baton.validation.Fault;
import dev.baton.validation.Reading;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Answers requests for deployments: accepted with everything that the start needs, or refused with every reason. */
public final class Admission {
    /** What a version may consist of; it reaches command lines and environments. */
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+:@/-]{0,127}");

    private static final int SLOTS = Slot.values().length;

    /** PostgreSQL cuts names to 63 bytes; an id has 32 digits. */
    private static final int NAME_CHARACTERS = 30;

    private final DescriptorReader reader = new DescriptorReader();
    private final PortRange range;
    private final LocalPorts ports;

    /**
     * Admission for one machine.
     *
     * @param range where slots' ports are taken from when a descriptor does not name them
     */
    public Admission(PortRange range, LocalPorts ports) {
        this.range = range;
        this.ports = ports;
    }

    /** What became of a request. */
    public sealed interface Verdict {
        /** Publish this. */
        record Answer(Envelope<?> event) implements Verdict {}

        /** A slot is being cleared: ask again in a moment. */
        record NotYet() implements Verdict {}
    }

    /** What is wrong with a request by itself, whatever else is going on; each reason says what to do. */
    public List<String> faults(DeployRequested request, String application) {
        List<String> reasons = new ArrayList<>();
        if (!VERSION.matcher(request.version()).matches()) {
            reasons.add("the version " + Text.quoted(request.version())
                    + " is not 1 to 128 letters, digits or any of . _ + : @ / - (the first a letter or digit)");
        }
        switch (reader.read(request.descriptor())) {
            case Reading.Invalid(List<Fault> found) -> found.forEach(fault -> reasons.add("descriptor: " + fault));
            case Reading.Valid valid -> {
                Descriptor descriptor = valid.descriptor();
                if (!descriptor.name().value().equals(application)) {
                    reasons.add("the descriptor is of " + descriptor.name() + " and the request is about "
                            + Text.quoted(application) + ": they must be the same application");
                }
                descriptor
                        .run()
                        .process()
                        .flatMap(Run.Command::directory)
                        .filter(text -> !absolute(text))
                        .ifPresent(text -> reasons.add("descriptor: run.process.directory is " + Text.quoted(text)
                                + ": write an absolute path, for the request has left the folder it was written in"));
                descriptor.database().flatMap(Admission::unreachable).ifPresent(reasons::add);
            }
        }
        return reasons;
    }

    /**
     * Answers one request.
     *
     * @param application the application as it stands
     * @param others all other applications of this machine
     * @param promised ports that were just given to applications whose acceptance has not been read back yet
     * @param fresh the deployment's id, if the request does not bring one
     */
    public Verdict answer(
            Envelope<DeployRequested> request,
            Application application,
            Collection<Application> others,
            Set<Integer> promised,
            DeploymentId fresh,
            Instant now) {
        DeployRequested asked = request.event();
        List<String> reasons = new ArrayList<>(faults(asked, application.name().value()));
        DeploymentId id = request.deployment().orElse(fresh);
        Stream.concat(Stream.of(application), others.stream())
                .flatMap(known -> known.deployment(id).stream())
                .findFirst()
                .ifPresent(known -> reasons.add("the deployment id " + id + " is used already, by version "
                        + known.version() + ": leave it out, or make a new one"));
        busy(application).ifPresent(reasons::add);
        if (!(reader.read(asked.descriptor()) instanceof Reading.Valid valid)) {
            return refused(request, reasons, now);
        }
        Descriptor descriptor = valid.descriptor();
        others.stream()
                .flatMap(other -> routeClash(descriptor.route(), other).stream())
                .forEach(reasons::add);
        List<Integer> slotPorts = slotPorts(descriptor.route(), application, others, promised, reasons);
        SlotChoice choice = SlotChoice.of(application, descriptor);
        if (choice instanceof SlotChoice.None(String why)) {
            reasons.add(why);
        }
        if (!reasons.isEmpty()) {
            return refused(request, reasons, now);
        }
        return switch (choice) {
            case SlotChoice.Chosen(Slot slot, Optional<DeploymentId> retires) ->
                new Verdict.Answer(Facts.answer(
                        request,
                        Optional.of(id),
                        now,
                        new DeployAccepted(
                                asked.version(),
                                descriptor,
                                slot,
                                slotPorts,
                                Optional.empty(),
                                descriptor.database().map(database -> location(database, id, descriptor)),
                                Optional.empty(),
                                retires,
                                asked.requestedBy(),
                                request.time())));
            case SlotChoice.BeingCleared _ -> new Verdict.NotYet();
            case SlotChoice.None _ -> refused(request, reasons, now);
        };
    }

    private static Verdict refused(Envelope<DeployRequested> request, List<String> reasons, Instant now) {
        String version = request.event().version();
        // A refused version may be anything, however long.
        String shown = VERSION.matcher(version).matches() ? version : Text.quoted(version);
        return new Verdict.Answer(Facts.answer(request, request.deployment(), now, new DeployRejected(shown, reasons)));
    }

    private static Optional<String> busy(Application application) {
        return application
                .inProgress()
                .or(application::switching)
                .map(deployment -> ("version %s is being deployed"
                                + " (deployment %s, %s since %s): wait for its end, or abort it")
                        .formatted(
                                deployment.version(),
                                deployment.id(),
                                deployment.stage().name(),
                                deployment.since()));
    }

    /** Two applications may share the router's port only where their host names tell them apart. */
    private static Optional<String> routeClash(Route route, Application other) {
        return other.deployments().stream()
                .filter(deployment -> deployment.stage().holdsSlot())
                .map(deployment -> deployment.descriptor().route())
                .filter(taken -> taken.listen() == route.listen())
                .filter(taken -> taken.host().isEmpty()
                        || route.host().isEmpty()
                        || taken.host().equals(route.host()))
                .findFirst()
                .map(_ -> "route.listen is " + route.listen() + ", where the application " + other.name()
                        + " is already: choose another port, or give both a route.host");
    }

    /** The application's ports: what they were at first, what the descriptor says, or free ones; empty with a reason. */
    private List<Integer> slotPorts(
            Route route,
            Application application,
            Collection<Application> others,
            Set<Integer> promised,
            List<String> reasons) {
        List<Integer> wanted = route.slots();
        if (!application.slotPorts().isEmpty()) {
            if (!wanted.isEmpty() && !wanted.equals(application.slotPorts())) {
                reasons.add("route.slots is " + wanted + " and the application's ports are " + application.slotPorts()
                        + " since its first deployment: NGINX knows them; leave route.slots out");
            }
            return application.slotPorts();
        }
        Set<Integer> taken = new HashSet<>(promised);
        others.forEach(other -> {
            taken.addAll(other.slotPorts());
            other.deployments()
                    .forEach(deployment ->
                            taken.add(deployment.descriptor().route().listen()));
        });
        taken.add(route.listen());
        if (wanted.isEmpty()) {
            List<Integer> free = range.free(SLOTS, taken, ports);
            if (free.size() < SLOTS) {
                reasons.add("fewer than three of the ports " + range + " are free for the application's slots: name"
                        + " others in route.slots, or widen baton.slot-ports");
            }
            return free;
        }
        for (int port : wanted) {
            Optional<String> holder = taken.contains(port) ? Optional.of("another application") : ports.holder(port);
            holder.ifPresent(name -> reasons.add(
                    "route.slots names port " + port + ", which is in use by " + name + ": choose another"));
        }
        return wanted;
    }

    private static DatabaseLocation location(Database database, DeploymentId id, Descriptor descriptor) {
        Database.Postgres postgres = database.postgres();
        String name = descriptor.name().value().replace('-', '_');
        String prefix = name.substring(0, Math.min(name.length(), NAME_CHARACTERS));
        return new DatabaseLocation(
                address(postgres), prefix + "_" + id.toString().replace("-", ""), postgres.role(), postgres.password());
    }

    private static Address address(Database.Postgres postgres) {
        URI server = postgres.server()
                .orElseThrow(() -> new IllegalArgumentException("containers of databases are not supported yet"));
        return new Address(server.getHost(), PostgresUri.port(server));
    }

    private static Optional<String> unreachable(Database database) {
        try {
            address(database.postgres());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("descriptor: database.postgres.server: " + e.getMessage());
        }
    }

    private static boolean absolute(String directory) {
        return directory.indexOf('\0') < 0 && Path.of(directory).isAbsolute();
    }
}
