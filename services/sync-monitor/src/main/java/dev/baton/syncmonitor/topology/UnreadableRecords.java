package dev.baton.syncmonitor.topology;

/** Is told of records that hold no event of ours. They are skipped; audit keeps a copy. */
@FunctionalInterface
public interface UnreadableRecords {

    /**
     * One record was skipped.
     *
     * @param reason why
     */
    void skipped(String topic, int partition, long offset, String reason);
}
