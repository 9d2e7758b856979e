package dev.baton.descriptor;

import java.util.Optional;

/**
 * How many calls a provider allows. Each call of a batch counts.
 *
 * @param perSecond calls a second; as many as are needed where empty
 * @param perDay calls in any 24 hours; as many as are needed where empty
 */
public record RequestBudget(Optional<Integer> perSecond, Optional<Integer> perDay) {

    /** Below it not even a look each quarter of an hour is possible. */
    public static final int LEAST_PER_DAY = 100;

    public RequestBudget {
        if (perSecond.isEmpty() && perDay.isEmpty()) {
            throw new IllegalArgumentException("evm.budget has perSecond, perDay or both");
        }
        if (perSecond.filter(calls -> calls < 1).isPresent()
                || perDay.filter(calls -> calls < LEAST_PER_DAY).isPresent()) {
            throw new IllegalArgumentException(
                    "evm.budget: perSecond is 1 or more, perDay " + LEAST_PER_DAY + " or more");
        }
    }
}
