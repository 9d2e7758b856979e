package dev.baton.events;

import dev.baton.model.DeploymentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far the verification of an instance's data is.
 *
 * @param check what is being compared, e.g. {@code table transactions}
 * @param against with whom: {@code source}, {@code blue}, {@code itself}
 * @param done how much of it was compared, in the check's own unit: blocks, rows, queries
 * @param total how much there is; empty where it is not known before the end
 * @param held why it cannot go on for now; it will be tried again. Empty where it goes on
 * @param equal what whoever goes on with it elsewhere need not compare again; empty where there is nothing
 */
public record VerificationProgress(
        String check,
        String against,
        long done,
        Optional<Long> total,
        Optional<String> held,
        Optional<EqualSoFar> equal)
        implements Event {

    /** With nothing to go on from. */
    public VerificationProgress(String check, String against, long done, Optional<Long> total, Optional<String> held) {
        this(check, against, done, total, held, Optional.empty());
    }

    /**
     * What was found equal up to now. It holds for this one blue, and while the readiness lasts that began then.
     *
     * @param blue who served; empty where nobody did
     * @param since when green's readiness began
     */
    public record EqualSoFar(Optional<DeploymentId> blue, Instant since, List<Table> tables) {
        public EqualSoFar {
            tables = List.copyOf(tables);
        }

        /**
         * One of the descriptor's tables.
         *
         * @param columns which of them were compared, in order
         * @param height up to which no row differed
         */
        public record Table(String name, List<String> columns, long height) {
            public Table {
                columns = List.copyOf(columns);
            }
        }
    }
}
