package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.descriptor.Descriptor;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where a new deployment can run. */
sealed interface SlotChoice {
    /** Here; {@code retires} is the standby that gives the slot up for it, if one must. */
    record Chosen(Slot slot, Optional<DeploymentId> retires) implements SlotChoice {}

    /** Nowhere yet, but a slot is being cleared. */
    record BeingCleared() implements SlotChoice {}

    /** Nowhere before a standby's hold time is over; the reason says when and how that changes. */
    record Held(String why) implements SlotChoice {}

    /** Nowhere; the reason says how that changes. */
    record None(String why) implements SlotChoice {}

    /**
     * Chooses a free slot at whose port nobody listens, or else one that is or can be given up.
     *
     * @param listener who listens at a slot's port, though it should be nobody
     */
    static SlotChoice of(Application application, Descriptor descriptor, Function<Slot, Optional<String>> listener) {
        List<Slot> free = application.freeSlots();
        if (!free.isEmpty()) {
            return free.stream()
                    .filter(slot -> listener.apply(slot).isEmpty())
                    .findFirst()
                    .<SlotChoice>map(slot -> new Chosen(slot, Optional.empty()))
                    .orElseGet(() -> new None(occupied(application, free, listener)));
        }
        List<Deployment> holders = application.deployments().stream()
                .filter(deployment -> deployment.stage().holdsSlot())
                .toList();
        if (holders.stream().anyMatch(SlotChoice::leaves)) {
            return new BeingCleared();
        }
        Optional<Deployment> first = holders.stream()
                .filter(deployment -> deployment.stage() instanceof Stage.Standby)
                .min(Comparator.comparing(SlotChoice::keptOnMerit).thenComparing(SlotChoice::heldUntil));
        if (first.isPresent() && descriptor.standby().yields()) {
            return new Chosen(first.get().slot(), first.map(Deployment::id));
        }
        String taken = holders.stream()
                .map(holder -> "%s by version %s (%s)"
                        .formatted(
                                holder.slot().letter(),
                                holder.version(),
                                holder.stage().name()))
                .collect(Collectors.joining(", "));
        return holders.stream()
                .filter(deployment -> deployment.stage() instanceof Stage.Standby)
                .min(Comparator.comparing(SlotChoice::heldUntil))
                .<SlotChoice>map(next -> new Held("every slot is taken: %s; slot %s becomes free at %s%s; %s"
                        .formatted(
                                taken,
                                next.slot().letter(),
                                heldUntil(next),
                                application.paused().isPresent() ? ", or at the end of the pause" : "",
                                "standby.yields: true in the descriptor lets a newer deployment end that time")))
                .orElseGet(() -> new None("every slot is taken: " + taken + "; none of them is a standby"));
    }

    private static String occupied(
            Application application, List<Slot> free, Function<Slot, Optional<String>> listener) {
        return "no slot can be used: "
                + free.stream()
                        .map(slot -> "the port of slot %s, %d, is in use by %s"
                                .formatted(
                                        slot.letter(),
                                        application.slotPorts().get(slot.ordinal()),
                                        listener.apply(slot).orElse("another program")))
                        .collect(Collectors.joining(", "))
                + ": end what listens there, for NGINX knows these ports as the application's";
    }

    private static boolean leaves(Deployment deployment) {
        return deployment.stage() instanceof Stage.Failed || deployment.stage() instanceof Stage.Retiring;
    }

    /** One that was rolled back disappointed: it goes before one that would still be the way back. */
    private static boolean keptOnMerit(Deployment standby) {
        return standby.stage() instanceof Stage.Standby stage && !stage.rolledBack();
    }

    private static Instant heldUntil(Deployment standby) {
        return standby.stage() instanceof Stage.Standby stage ? stage.until() : Instant.MAX;
    }
}
