package dev.baton.syncmonitor.domain.sampling;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps what is left of the budgets of providers' keys, so that a process that starts anew does not have all of a day's
 * calls again. Nothing depends on it but that: what cannot be kept or read counts for nothing.
 */
public interface BudgetStore {

    /** Keeps nothing. */
    BudgetStore NONE = new BudgetStore() {
        @Override
        public Optional<Remainder> load(String account) {
            return Optional.empty();
        }

        @Override
        public void save(String account, Remainder remainder) {
            // As it says.
        }
    };

    /**
     * What is left.
     *
     * @param calls how many of a day's calls may still be made at that time; more come with time, and with less than
     *     none they come back before the next one
     */
    record Remainder(double calls, Instant at) {
        public Remainder {
            Objects.requireNonNull(at, "a remainder has a time");
            if (!Double.isFinite(calls)) {
                throw new IllegalArgumentException("a remainder is a number of calls, not " + calls);
            }
        }
    }

    /**
     * What was kept last, maybe by a process before.
     *
     * @param account a name that is none of a key, fit for a file
     */
    Optional<Remainder> load(String account);

    /** Keeps it in the place of what was kept before. */
    void save(String account, Remainder remainder);
}
