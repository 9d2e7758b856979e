package dev.baton.demo.report;

import java.util.List;

/**
 * The act in which every Baton process and Kafka are killed.
 *
 * @param killed the processes that got {@code kill -9}, by component
 * @param seconds how long load went on without them
 * @param requests that ended in that time, well or not
 * @param lostRequests of those
 * @param webSocketsBroken in that time
 */
public record Outage(List<String> killed, double seconds, long requests, long lostRequests, long webSocketsBroken) {

    /** Copies the list. */
    public Outage {
        killed = List.copyOf(killed);
    }
}
