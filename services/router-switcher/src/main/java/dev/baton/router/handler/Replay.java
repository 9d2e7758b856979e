package dev.baton.router.handler;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far the log has been read, against where it ended when its partitions were assigned. */
@Singleton
class Replay {

    private final Map<TopicPartition, Long> ahead = new HashMap<>();
    private boolean over;

    /**
     * Everything is to be read again.
     *
     * @param begins the first offset of each partition
     * @param ends the offset behind the last record of each
     * @return whether there is nothing to read, so that the replay is over at once
     */
    synchronized boolean begin(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        ahead.clear();
        ends.forEach((partition, end) -> {
            if (begins.getOrDefault(partition, 0L) < end) {
                ahead.put(partition, end);
            }
        });
        over = ahead.isEmpty();
        return over;
    }

    /**
     * These have been read.
     *
     * @param next the offset that is read next, of each partition; it is past the markers of transactions, which are
     *     never delivered
     * @return whether this ended the replay; true once
     */
    synchronized boolean read(Map<TopicPartition, Long> next) {
        if (over) {
            return false;
        }
        next.forEach((partition, offset) -> ahead.computeIfPresent(partition, (_, end) -> offset >= end ? null : end));
        over = ahead.isEmpty();
        return over;
    }

    synchronized boolean over() {
        return over;
    }
}
