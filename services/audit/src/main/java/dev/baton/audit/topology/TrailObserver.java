package dev.baton.audit.topology;

import dev.baton.audit.domain.chain.Place;

/** Is told what the topology did with each record, for counters and logs. */
public interface TrailObserver {

    /** An event became a record of its application's chain. */
    void recorded(String eventType);

    /** The event is on record already and changed nothing. */
    void duplicate(String eventType);

    /** A sample became the newest of its deployment, or was older than that. */
    void sampled();

    /** A record could not be read and goes to the dead letters. */
    void deadLettered(Place source, String reason);
}
