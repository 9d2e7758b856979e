package dev.baton.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One link of an application's audit chain.
 *
 * @param sequence 1, 2, 3, … for each application
 * @param previousHash the hash of the record before, in hex
 * @param hash the hash of this record, in hex
 * @param topic where the recorded event was read, with
 * @param partition and
 * @param offset
 * @param recordedAt when the record was made
 * @param event the recorded event, whole
 */
public record AuditRecorded(
        long sequence,
        String previousHash,
        String hash,
        String topic,
        int partition,
        long offset,
        Instant recordedAt,
        JsonNode event)
        implements Event {}
