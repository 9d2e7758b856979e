package dev.baton.router.handler;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far the log has been read, against where it ended when its partitions were assigned. */
@Singleton
class Replay {

    private final Map<TopicPartition, Long> ahead = new HashMap<>();
    private Phase phase = Phase.UNASSIGNED;

    private enum Phase {
        UNASSIGNED,
        READING,
        OVER
    }

    /**
     * Everything is to be read again.
     *
     * @param begins the first offset of each partition
     * @param ends the offset behind the last record of each
     */
    synchronized void begin(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        ahead.clear();
        ends.forEach((partition, end) -> {
            if (begins.getOrDefault(partition, 0L) < end) {
                ahead.put(partition, end);
            }
        });
        phase = Phase.READING;
    }

    /**
     * These have been read.
     *
     * @param next the offset that is read next, of each partition; it is past the markers of transactions, which are
     *     never delivered
     */
    synchronized void read(Map<TopicPartition, Long> next) {
        next.forEach((partition, offset) -> ahead.computeIfPresent(partition, (_, end) -> offset >= end ? null : end));
    }

    /** Ends the replay where nothing is left to read; true for the one call that does so. */
    synchronized boolean end() {
        if (phase != Phase.READING || !ahead.isEmpty()) {
            return false;
        }
        phase = Phase.OVER;
        return true;
    }

    synchronized boolean over() {
        return phase == Phase.OVER;
    }
}
