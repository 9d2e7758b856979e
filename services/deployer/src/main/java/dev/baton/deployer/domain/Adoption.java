package dev.baton.deployer.domain;

import dev.baton.deployer.domain.AdoptionSurvey.Findings;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.Route;
import dev.baton.events.AdoptRequested;
import dev.baton.events.Adopted;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.RequestRejected;
import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers requests to adopt what runs already: with the fact that it is adopted, or with every reason against it. */
public final class Adoption {
    private final RequestFaults faults = new RequestFaults();
    private final SlotHost slotHost;
    private final PortRange range;
    private final LocalPorts ports;

    /**
     * Adoption on one machine.
     *
     * @param range where the ports of the other slots are taken from when the descriptor does not name them
     * @param slotHost where slots' ports are; the loopback address where empty
     * @throws IllegalArgumentException where that is no IPv4 address
     */
    public Adoption(PortRange range, LocalPorts ports, Optional<String> slotHost) {
        this.range = range;
        this.ports = ports;
        this.slotHost = SlotHost.setting(slotHost);
    }

    /** The descriptor, where it is one: without it there is nothing to look for. */
    public Optional<Descriptor> descriptor(AdoptRequested asked) {
        return faults.descriptor(asDeployment(asked));
    }

    /** What is wrong with a request by itself, whatever runs; each reason says what to do. */
    public List<String> faults(AdoptRequested asked, String application) {
        List<String> reasons = new ArrayList<>(faults.of(asDeployment(asked), application));
        AdoptionSurvey.named(asked).ifPresent(reasons::add);
        AdoptionSurvey.databaseForm(asked).ifPresent(reasons::add);
        return reasons;
    }

    /**
     * Answers one request. The same instance again gets the same answer.
     *
     * @param found what the world shows; empty where the descriptor did not say what to look at
     * @param application the application as it stands
     * @param others all other applications of this machine
     * @param promised ports that were just given to applications whose acceptance has not been read back yet
     * @param fresh the deployment's id, if the request does not bring one
     */
    public Envelope<? extends LifecycleEvent> answer(
            Envelope<AdoptRequested> request,
            Optional<Findings> found,
            Application application,
            Collection<Application> others,
            Set<Integer> promised,
            DeploymentId fresh,
            Instant now) {
        AdoptRequested asked = request.event();
        List<String> reasons = new ArrayList<>(
                faults.of(asDeployment(asked), application.name().value()));
        Optional<Descriptor> descriptor = descriptor(asked);
        Optional<Deployment> known = found.flatMap(seen -> adoptedBefore(seen, application));
        if (reasons.isEmpty()
                && known.filter(deployment -> deployment.version().equals(asked.version())
                                && Optional.of(deployment.descriptor()).equals(descriptor))
                        .isPresent()) {
            return Facts.answer(request, known.map(Deployment::id), now, again(known.get(), application));
        }
        inCare(application).ifPresent(reasons::add);
        DeploymentId id = request.deployment().orElse(fresh);
        if (application.deployment(id).isPresent()
                || others.stream().anyMatch(other -> other.deployment(id).isPresent())) {
            reasons.add("the deployment id " + id + " is used already: leave it out, or make a new one");
        }
        found.ifPresent(seen -> reasons.addAll(seen.reasons()));
        if (descriptor.isEmpty() || found.isEmpty()) {
            return refused(request, reasons, now);
        }
        Route route = descriptor.get().route();
        SlotHost host = slotHost.of(application);
        host.objection(descriptor.get()).ifPresent(reasons::add);
        others.stream()
                .flatMap(other -> Admission.routeClash(route, other).stream())
                .forEach(reasons::add);
        if (found.get().address().isEmpty()) {
            return refused(request, reasons, now);
        }
        Address address = found.get().address().get();
        others.stream()
                .flatMap(other -> adoptedBefore(found.get(), other).stream()
                        .map(_ -> "it is adopted already, as the application " + other.name()))
                .forEach(reasons::add);
        site(route, address, application, others).ifPresent(reasons::add);
        Set<Integer> taken = PortChoice.taken(route, application, others, promised);
        // The port of what is adopted is in use by it, and by nobody else.
        LocalPorts withoutIt = place -> place.equals(address) ? Optional.empty() : ports.holder(place);
        List<Integer> slotPorts = new PortChoice(range, route.slots().isEmpty() ? ports : withoutIt)
                .slots(route, application, host.address(), taken, reasons);
        if (!reasons.isEmpty() || found.get().instance().isEmpty()) {
            return refused(request, reasons, now);
        }
        boolean isAmongThem = address.host().equals(host.address());
        int place = isAmongThem ? slotPorts.indexOf(address.port()) : -1;
        Slot slot = asked.slot().orElse(place < 0 ? Slot.A : Slot.values()[place]);
        if (place >= 0 && place != slot.ordinal()) {
            return refused(
                    request,
                    List.of("it listens at %s, which is slot %s: leave --slot out, or name that one"
                            .formatted(address, Slot.values()[place].letter())),
                    now);
        }
        if (isAmongThem && application.slotPorts().isEmpty() && route.slots().isEmpty()) {
            slotPorts = with(slotPorts, slot, address.port());
        }
        AdoptedInstance instance = found.get().instance().get();
        return Facts.answer(
                request,
                Optional.of(id),
                now,
                new Adopted(
                        asked.version(),
                        descriptor.get(),
                        slot,
                        slotPorts,
                        host.name(),
                        address,
                        container(instance),
                        process(instance),
                        found.get().database(),
                        application.epoch() + 1,
                        asked.requestedBy(),
                        request.time()));
    }

    private static Adopted again(Deployment known, Application application) {
        AdoptedInstance instance = known.adopted().orElseThrow();
        return new Adopted(
                known.version(),
                known.descriptor(),
                known.slot(),
                application.slotPorts(),
                application.slotHost(),
                known.address(),
                container(instance),
                process(instance),
                known.database(),
                application.epoch(),
                known.requestedBy(),
                known.requestedAt());
    }

    /** The deployment as which the application has this very instance. */
    private static Optional<Deployment> adoptedBefore(Findings found, Application application) {
        return application.deployments().stream()
                .filter(deployment -> deployment.stage().wantsInstance())
                .filter(deployment -> deployment
                        .adopted()
                        .flatMap(known -> found.instance()
                                .filter(seen ->
                                        isSame(known, seen, found.address().equals(Optional.of(deployment.address())))))
                        .isPresent())
                .findFirst();
    }

    private static boolean isSame(AdoptedInstance known, AdoptedInstance seen, boolean sameAddress) {
        return switch (known) {
            case AdoptedInstance.Container container ->
                seen instanceof AdoptedInstance.Container other && other.id().equals(container.id());
            case AdoptedInstance.Process process -> seen.equals(process);
            case AdoptedInstance.Elsewhere elsewhere -> seen.equals(elsewhere) && sameAddress;
        };
    }

    private static Optional<String> inCare(Application application) {
        return application.deployments().stream()
                .filter(deployment -> deployment.stage().holdsSlot())
                .reduce((_, newer) -> newer)
                .map(deployment ->
                        "%s is in Baton's care already: version %s (deployment %s, %s); deploy its next version by ./baton deploy"
                                .formatted(
                                        application.name(),
                                        deployment.version(),
                                        deployment.id(),
                                        deployment.stage().name()));
    }

    /** What stands against a site of Baton's beside the instance. */
    private Optional<String> site(
            Route route, Address address, Application application, Collection<Application> others) {
        if (address.port() == route.listen()) {
            return Optional.of(
                    "route.listen is %d, where it listens itself: name a free port, for Baton's site is beside"
                                    .formatted(route.listen())
                            + " what its users use now, until you lead them there");
        }
        boolean shared = others.stream()
                .flatMap(other -> other.deployments().stream())
                .anyMatch(deployment -> deployment.stage().holdsSlot()
                        && deployment.descriptor().route().listen() == route.listen());
        if (shared || !application.slotPorts().isEmpty()) {
            return Optional.empty();
        }
        return ports.holder(Address.loopback(route.listen()))
                .map(holder -> "route.listen is %d, where %s listens: name a free port, for Baton's site is beside what"
                                .formatted(route.listen(), holder)
                        + " its users use now, until you lead them there");
    }

    private static List<Integer> with(List<Integer> slotPorts, Slot slot, int port) {
        List<Integer> changed = new ArrayList<>(slotPorts);
        changed.set(slot.ordinal(), port);
        return changed;
    }

    private static Optional<AdoptedInstance.Container> container(AdoptedInstance instance) {
        return instance instanceof AdoptedInstance.Container container ? Optional.of(container) : Optional.empty();
    }

    private static Optional<AdoptedInstance.Process> process(AdoptedInstance instance) {
        return instance instanceof AdoptedInstance.Process process ? Optional.of(process) : Optional.empty();
    }

    private static DeployRequested asDeployment(AdoptRequested asked) {
        return new DeployRequested(asked.version(), asked.descriptor(), asked.requestedBy(), asked.reason());
    }

    private static Envelope<RequestRejected> refused(
            Envelope<AdoptRequested> request, List<String> reasons, Instant now) {
        return Facts.answer(
                request, request.deployment(), now, new RequestRejected(Event.typeOf(AdoptRequested.class), reasons));
    }
}
