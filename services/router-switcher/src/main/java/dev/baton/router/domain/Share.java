package dev.baton.router.domain;

/**
 * How many of some requests were so.
 *
 * @param of all of them
 * @param those which were so
 */
record Share(long of, long those) {

    /** One chance in two hundred of blaming a version that is no worse than it may be. */
    static final double STANDARD_DEVIATIONS = 2.6;

    double value() {
        return of == 0 ? 0 : (double) those / of;
    }

    /** The lower end of Wilson's interval: it is at least so much, chance aside. */
    double atLeast() {
        var z2 = STANDARD_DEVIATIONS * STANDARD_DEVIATIONS;
        var n = (double) Math.max(1, of);
        var spread = Math.sqrt(value() * (1 - value()) / n + z2 / (4 * n * n));
        return (value() + z2 / (2 * n) - STANDARD_DEVIATIONS * spread) / (1 + z2 / n);
    }
}
