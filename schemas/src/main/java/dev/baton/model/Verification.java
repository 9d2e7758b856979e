package dev.baton.model;

import java.time.Instant;
import java.util.List;

/**
 * What was verified of an instance's data, and what was not.
 *
 * @param verifiedAt when the verification began
 * @param validUntil the end of its lease
 * @param pinnedHeight the height up to which the data was compared, in blocks
 * @param checks what was compared and found equal
 * @param unchecked what was left out, each with its reason
 */
public record Verification(
        Instant verifiedAt, Instant validUntil, long pinnedHeight, List<Check> checks, List<String> unchecked) {

    public Verification {
        checks = List.copyOf(checks);
        unchecked = List.copyOf(unchecked);
    }

    /**
     * One passed check.
     *
     * @param name e.g. {@code identity}, {@code gaps}, {@code hashes}
     * @param against what it was compared with, e.g. {@code source}, {@code blue}, {@code itself}
     * @param compared how many blocks were compared
     */
    public record Check(String name, String against, long compared) {}
}
