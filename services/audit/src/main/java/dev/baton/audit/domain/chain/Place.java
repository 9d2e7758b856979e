package dev.baton.audit.domain.chain;

/**
 * Where a record stands in Kafka.
 *
 * @param topic the topic's whole name
 * @param partition from 0
 * @param offset from 0
 */
public record Place(String topic, int partition, long offset) {

    public Place {
        if (topic.isBlank() || partition < 0 || offset < 0) {
            throw new IllegalArgumentException("a place is a topic with a partition and an offset from 0");
        }
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "@" + offset;
    }
}
