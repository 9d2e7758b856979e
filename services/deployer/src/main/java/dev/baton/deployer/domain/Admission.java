package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.Route;
import dev.baton.descriptor.WhileBusy;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Answers requests for deployments: accepted with everything that the start needs, or refused with every reason. */
public final class Admission {
    private final RequestFaults faults = new RequestFaults();
    private final SlotHost slotHost;
    private final PortChoice portChoice;
    private final LocalPorts ports;

    /**
     * Admission for one machine.
     *
     * @param range where ports are taken from when a descriptor does not name them
     * @param slotHost where slots' ports are; the loopback address where empty
     * @throws IllegalArgumentException where that is no IPv4 address
     */
    public Admission(PortRange range, LocalPorts ports, Optional<String> slotHost) {
        this.ports = ports;
        this.portChoice = new PortChoice(range, ports);
        this.slotHost = SlotHost.setting(slotHost);
    }

    /** What became of a request. */
    public sealed interface Verdict {
        /** Publish this. */
        record Answer(Envelope<?> event) implements Verdict {}

        /** It waits for its turn, or for a slot that is being cleared or still held: ask again in a moment. */
        record NotYet() implements Verdict {}
    }

    /** What is wrong with a request by itself, whatever else is going on; each reason says what to do. */
    public List<String> faults(DeployRequested request, String application) {
        return faults.of(request, application);
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
        List<String> reasons =
                new ArrayList<>(faults.of(asked, application.name().value()));
        DeploymentId id = request.deployment().orElse(fresh);
        Stream.concat(Stream.of(application), others.stream())
                .flatMap(known -> known.deployment(id).stream())
                .findFirst()
                .ifPresent(known -> reasons.add("the deployment id " + id + " is used already, by version "
                        + known.version() + ": leave it out, or make a new one"));
        Optional<Descriptor> read = faults.descriptor(asked);
        Optional<String> busy = busy(application);
        boolean patient = read.filter(descriptor -> descriptor.whileBusy() != WhileBusy.REFUSE)
                .isPresent();
        boolean waits = busy.isPresent() && patient;
        if (!waits) {
            busy.ifPresent(reasons::add);
        }
        if (read.isEmpty()) {
            return refused(request, reasons, now);
        }
        Descriptor descriptor = read.get();
        others.stream()
                .flatMap(other -> routeClash(descriptor.route(), other).stream())
                .forEach(reasons::add);
        SlotHost host = slotHost.of(application);
        host.objection(descriptor).ifPresent(reasons::add);
        if (waits) {
            // Slots and free ports are looked for when its turn has come.
            PortChoice.objection(descriptor.route(), application).ifPresent(reasons::add);
            return reasons.isEmpty() ? new Verdict.NotYet() : refused(request, reasons, now);
        }
        Set<Integer> taken = PortChoice.taken(descriptor.route(), application, others, promised);
        List<Integer> slotPorts = portChoice.slots(descriptor.route(), application, host.address(), taken, reasons);
        SlotChoice choice = SlotChoice.of(
                application,
                descriptor,
                slot -> application.slotPorts().isEmpty()
                        ? Optional.empty()
                        : ports.holder(host.at(slotPorts.get(slot.ordinal()))));
        if (choice instanceof SlotChoice.None(String why)) {
            reasons.add(why);
        }
        if (choice instanceof SlotChoice.Held(String why) && !patient) {
            reasons.add(why);
        }
        if (!reasons.isEmpty()) {
            return refused(request, reasons, now);
        }
        DatabaseChoice database = DatabaseChoice.of(
                application,
                descriptor,
                id,
                () -> portChoice
                        .database(host.address(), taken, slotPorts, reasons)
                        .map(host::at));
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
                                host.name(),
                                database.location(),
                                database.dataOf(),
                                retires,
                                asked.requestedBy(),
                                request.time())));
            case SlotChoice.BeingCleared _, SlotChoice.Held _ -> new Verdict.NotYet();
            case SlotChoice.None _ -> refused(request, reasons, now);
        };
    }

    private static Verdict refused(Envelope<DeployRequested> request, List<String> reasons, Instant now) {
        String version = RequestFaults.shown(request.event().version());
        return new Verdict.Answer(
                Facts.answer(request, request.deployment(), now, new DeployRejected(version, reasons)));
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
                                deployment.since().truncatedTo(ChronoUnit.SECONDS)));
    }

    /** Two applications may share the router's port only where their host names tell them apart. */
    static Optional<String> routeClash(Route route, Application other) {
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
}
