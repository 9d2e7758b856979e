package dev.baton.bench.pipeline;

import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployRequested;
import dev.baton.events.Event;
import dev.baton.events.GreenStarted;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One deployment on its way through the services: when each event happened, and when it arrived at a consumer. */
final class Passage {

    /** The events by which a deployment goes on, in their order. */
    static final List<Class<? extends Event>> STATIONS = List.of(
            DeployRequested.class,
            DeployAccepted.class,
            GreenStarted.class,
            SyncComplete.class,
            DataVerified.class,
            SwitchStarted.class,
            Switched.class,
            SwitchConfirmed.class,
            DeployCompleted.class);

    private final Map<Class<? extends Event>, Sighting> sightings = new LinkedHashMap<>();

    /**
     * An event that was seen.
     *
     * @param happened the time that it says: right before it was handed to Kafka
     * @param arrived when this program's consumer had it
     */
    record Sighting(Instant happened, Instant arrived) {

        /** How long Kafka had it: to the broker, through a transaction where there is one, and back. */
        Duration inKafka() {
            return Duration.between(happened, arrived);
        }
    }

    /**
     * From one station to the next.
     *
     * @param took from event to event
     * @param inKafka the part of it before the first of them had arrived
     */
    record Leg(Class<? extends Event> from, Class<? extends Event> to, Duration took, Duration inKafka) {}

    /** Notes an event; of one that comes again, as a renewed proof does, the first counts. */
    void saw(Class<? extends Event> event, Instant happened, Instant arrived) {
        if (STATIONS.contains(event)) {
            sightings.putIfAbsent(event, new Sighting(happened, arrived));
        }
    }

    /** When it passed a station. */
    Optional<Instant> at(Class<? extends Event> station) {
        return Optional.ofNullable(sightings.get(station)).map(Sighting::happened);
    }

    /** Whether it passed all stations. */
    boolean complete() {
        return sightings.size() == STATIONS.size();
    }

    /** From the request to the end. */
    Duration whole() {
        return Duration.between(
                at(STATIONS.getFirst()).orElseThrow(), at(STATIONS.getLast()).orElseThrow());
    }

    /** All legs of a complete passage, in order. */
    List<Leg> legs() {
        var legs = new ArrayList<Leg>();
        for (int i = 0; i + 1 < STATIONS.size(); i++) {
            var from = sightings.get(STATIONS.get(i));
            var to = sightings.get(STATIONS.get(i + 1));
            if (from == null || to == null) {
                throw new IllegalStateException("The passage is not complete: " + sightings.keySet());
            }
            var took = Duration.between(from.happened(), to.happened());
            // A service may be quicker than this program's own consumer; Kafka had no more than the whole leg.
            var inKafka = from.inKafka().compareTo(took) < 0 ? from.inKafka() : took;
            legs.add(new Leg(STATIONS.get(i), STATIONS.get(i + 1), took, inKafka));
        }
        return legs;
    }
}
