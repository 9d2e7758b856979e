package dev.baton.syncmonitor.domain.verification;

import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Verification.Check;
import java.util.List;

/** What one step of a verification found. */
public sealed interface Finding {

    /** What was compared is equal. */
    record Equal(Check check) implements Finding {}

    /**
     * It differs.
     *
     * @param check the step's name
     * @param total how many heights differ
     * @param first the lowest of them, bounded
     */
    record Differs(String check, long total, List<Difference> first) implements Finding {
        public Differs {
            first = List.copyOf(first);
        }
    }

    /**
     * It was not compared.
     *
     * @param what with the reason, for a person to read
     */
    record LeftOut(String what) implements Finding {}
}
