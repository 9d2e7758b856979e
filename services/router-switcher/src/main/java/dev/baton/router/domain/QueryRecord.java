package dev.baton.router.domain;

import dev.baton.descriptor.PromQuery;
import dev.baton.router.domain.QueriedValues.Reading;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/**
 * What a question to a monitoring system was answered during a probation.
 *
 * @param answered how often it was answered by a number
 * @param outside how many numbers in a row were outside of the bounds; no answer does not count
 * @param last the last number
 * @param fault why the last question was not answered by a number; empty where it was
 */
public record QueryRecord(PromQuery query, int answered, int outside, double last, Optional<String> fault) {

    /** One number proves nothing; so many in a row do. */
    public static final int MOST_OUTSIDE = 3;

    public static QueryRecord begin(PromQuery query) {
        return new QueryRecord(query, 0, 0, Double.NaN, Optional.empty());
    }

    /** The record with one more answer. */
    public QueryRecord with(Reading reading) {
        return switch (reading) {
            case Reading.Value(var number) ->
                new QueryRecord(query, answered + 1, isWithin(number) ? 0 : outside + 1, number, Optional.empty());
            case Reading.Unknown(var reason) -> new QueryRecord(query, answered, outside, last, Optional.of(reason));
        };
    }

    /** Why the deployment is to go back, with the numbers. */
    public Optional<String> breach() {
        return outside < MOST_OUTSIDE
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s was %s, %d times in a row; it is to be %s",
                        query.name(),
                        last,
                        outside,
                        bounds()));
    }

    /** What could not be looked at. */
    public Optional<String> unknown() {
        return answered > 0
                ? Optional.empty()
                : Optional.of("rollback.promql " + query.name() + ": " + fault.orElse("it was not asked yet"));
    }

    private boolean isWithin(double number) {
        return query.below().filter(bound -> number >= bound).isEmpty()
                && query.above().filter(bound -> number <= bound).isEmpty();
    }

    private String bounds() {
        var bounds = new ArrayList<String>();
        query.above().ifPresent(bound -> bounds.add("above " + bound));
        query.below().ifPresent(bound -> bounds.add("below " + bound));
        return String.join(" and ", bounds);
    }
}
