package dev.baton.events;

import java.util.Optional;

/**
 * How far the verification of an instance's data is.
 *
 * @param check what is being compared, e.g. {@code table transactions}
 * @param against with whom: {@code source}, {@code blue}, {@code itself}
 * @param done how much of it was compared, in the check's own unit: blocks, rows, queries
 * @param total how much there is; empty where it is not known before the end
 * @param held why it cannot go on for now; it will be tried again. Empty where it goes on
 */
public record VerificationProgress(String check, String against, long done, Optional<Long> total, Optional<String> held)
        implements Event {}
