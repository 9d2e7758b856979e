package dev.baton.deployer.domain;

import dev.baton.deployer.domain.DatabaseSizes.DatabaseSize;
import dev.baton.deployer.domain.Plan.Course;
import dev.baton.deployer.domain.Plan.Gate;
import dev.baton.deployer.domain.Plan.History;
import dev.baton.deployer.domain.Plan.Metered;
import dev.baton.deployer.domain.Plan.PlannedDatabase;
import dev.baton.deployer.domain.Plan.Standby;
import dev.baton.deployer.domain.Plan.Version;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Hold;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.RequestBudget;
import dev.baton.descriptor.Source;
import dev.baton.descriptor.VerificationStep;
import dev.baton.descriptor.Verify;
import dev.baton.descriptor.WhileBusy;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRequested;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells what would follow if a request was accepted. Pure. */
public final class Planning {
    private static final Duration DAY = Duration.ofDays(1);

    private Planning() {}

    /** @param size of the live version's database */
    public static Course course(
            Application application, DeployAccepted accepted, Optional<DatabaseSize> size, Instant now) {
        Descriptor descriptor = accepted.descriptor();
        Optional<History> history = history(application);
        int port = accepted.slotPorts().get(accepted.slot().ordinal());
        return new Course(
                accepted.slot(),
                accepted.slotHost().map(host -> new Address(host, port)).orElseGet(() -> Address.loopback(port)),
                accepted.retires().flatMap(id -> version(application, id)),
                accepted.database()
                        .map(database ->
                                planned(database, accepted.dataOf().flatMap(id -> version(application, id)), size)),
                history,
                metered(descriptor, history.map(History::longest).orElse(DAY)),
                descriptor.verify().map(Planning::compared).orElse(List.of()),
                descriptor
                        .verify()
                        .map(verify -> verify.skip().stream()
                                .sorted()
                                .map(Planning::name)
                                .toList())
                        .orElse(List.of("the descriptor has no verify: readiness alone decides")),
                descriptor.promotion(),
                gates(application, descriptor, now),
                application
                        .live()
                        .map(live -> new Standby(
                                live.id(),
                                live.version(),
                                live.descriptor().standby().keep())),
                descriptor.probation());
    }

    private static PlannedDatabase planned(
            DatabaseLocation database, Optional<Version> sharedWith, Optional<DatabaseSize> size) {
        Optional<Long> free =
                size.flatMap(known -> known.freeBytes().stream().boxed().findFirst());
        boolean tooSmall = sharedWith.isEmpty()
                && size.filter(known ->
                                free.filter(bytes -> bytes < known.bytes()).isPresent())
                        .isPresent();
        return new PlannedDatabase(
                database.server(), database.name(), sharedWith, size.map(DatabaseSize::bytes), free, tooSmall);
    }

    private static Optional<Version> version(Application application, DeploymentId id) {
        return application.deployment(id).map(known -> new Version(known.id(), known.version()));
    }

    private static Optional<History> history(Application application) {
        List<Duration> took = application.deployments().stream()
                .flatMap(known -> took(known).stream())
                .sorted()
                .toList();
        return took.isEmpty()
                ? Optional.empty()
                : Optional.of(new History(took.getFirst(), took.getLast(), took.size()));
    }

    /** One that shared the data of another had nothing to rebuild, and says nothing about one that has. */
    private static Optional<Duration> took(Deployment known) {
        return known.dataOf().isPresent()
                ? Optional.empty()
                : known.startedAt()
                        .flatMap(started -> known.verifiedAt().map(verified -> Duration.between(started, verified)));
    }

    private static List<Metered> metered(Descriptor descriptor, Duration time) {
        return Stream.concat(descriptor.sync().tip().stream(), descriptor.verify().flatMap(Verify::source).stream())
                .distinct()
                .flatMap(source -> source instanceof Source.Evm evm
                        ? evm.budget().stream().map(budget -> metered(evm, budget, time))
                        : Stream.empty())
                .toList();
    }

    private static Metered metered(Source.Evm source, RequestBudget budget, Duration time) {
        int keys = Math.max(1, source.keys().size());
        long seconds = Math.max(1, time.toSeconds());
        long days = (seconds + DAY.toSeconds() - 1) / DAY.toSeconds();
        long byDay = budget.perDay().map(calls -> calls * days).orElse(Long.MAX_VALUE);
        long bySecond = budget.perSecond().map(calls -> calls * seconds).orElse(Long.MAX_VALUE);
        // The path may hold a key.
        return new Metered("evm " + source.url().getHost(), keys * Math.min(byDay, bySecond), time);
    }

    /** What a request for a deployment would wait for, and what it would end first. */
    public static String awaited(Application application, DeployRequested request) {
        var inTheWay = application.inProgress().or(application::switching);
        Optional<Descriptor> asked = new RequestFaults().descriptor(request);
        if (inTheWay.isEmpty()) {
            return asked.map(descriptor -> SlotChoice.of(application, descriptor, _ -> Optional.empty()))
                                    .orElse(new SlotChoice.BeingCleared())
                            instanceof SlotChoice.Held(String why)
                    ? why
                    : "a slot is being cleared";
        }
        Deployment green = inTheWay.get();
        boolean supersedes = asked.filter(descriptor -> descriptor.whileBusy() == WhileBusy.SUPERSEDE)
                .isPresent();
        String end = supersedes && green.stage().isCandidate()
                ? ": it would be aborted, because the descriptor says whileBusy: supersede"
                : "";
        return "version %s is being deployed (deployment %s, %s)%s"
                .formatted(green.version(), green.id(), green.stage().name(), end);
    }

    private static List<String> compared(Verify verify) {
        List<String> steps = new ArrayList<>(Arrays.stream(VerificationStep.values())
                .filter(step -> !verify.skip().contains(step))
                .filter(step -> step != VerificationStep.TABLES && step != VerificationStep.QUERIES)
                .map(Planning::name)
                .toList());
        if (!verify.skip().contains(VerificationStep.TABLES)) {
            verify.tables().forEach(table -> steps.add("rows of " + table.name()));
        }
        if (!verify.skip().contains(VerificationStep.QUERIES)) {
            verify.queries().forEach(query -> steps.add("answers to " + query.name()));
        }
        return steps;
    }

    private static String name(VerificationStep step) {
        String words = Arrays.stream(step.name().split("_")).collect(Collectors.joining(" "));
        return words.toLowerCase(Locale.ROOT);
    }

    private static List<Gate> gates(Application application, Descriptor descriptor, Instant now) {
        List<Gate> gates = new ArrayList<>();
        if (!descriptor.gates().soak().isZero()) {
            gates.add(new Gate(
                    "it has to stay verified for "
                            + Durations.text(descriptor.gates().soak()),
                    Optional.empty()));
        }
        Hold.beyondPeople(application, descriptor.gates(), now).stream()
                .sorted(Comparator.comparing(Hold::kind))
                .map(hold -> new Gate(hold.reason(), hold.until()))
                .forEach(gates::add);
        return gates;
    }
}
