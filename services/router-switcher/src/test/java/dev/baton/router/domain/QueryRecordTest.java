package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.descriptor.PromQuery;
import dev.baton.router.domain.QueriedValues.Reading;
import java.net.URI;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryRecordTest {

    private static final QueryRecord BEGIN = QueryRecord.begin(new PromQuery(
            "queue", URI.create("http://prometheus"), "queue_length", Optional.of(10.0), Optional.of(1.0)));

    @ParameterizedTest
    @ValueSource(doubles = {10, 11, 1, 0, Double.POSITIVE_INFINITY})
    void isBreachedByThreeNumbersInARowOutsideOfTheBounds(double number) {
        assertThat(answered(number, number).breach()).isEmpty();
        assertThat(answered(number, number, number).breach())
                .contains("queue was " + number + ", 3 times in a row; it is to be above 1.0 and below 10.0");
    }

    @Test
    void startsAnewWithANumberWithinThem() {
        assertThat(answered(10, 10, 9.9, 10, 10).breach()).isEmpty();
    }

    @Test
    void doesNotTakeSilenceForABreachNorForTheOpposite() {
        var silent = BEGIN.with(new Reading.Unknown("no answer"))
                .with(new Reading.Unknown("no answer"))
                .with(new Reading.Unknown("0 results instead of one"));
        assertThat(silent.breach()).isEmpty();
        assertThat(silent.unknown()).contains("rollback.promql queue: 0 results instead of one");

        var interrupted =
                answered(10, 10).with(new Reading.Unknown("no answer")).with(new Reading.Value(10));
        assertThat(interrupted.breach()).isPresent();
        assertThat(interrupted.unknown()).isEmpty();
    }

    private static QueryRecord answered(double... numbers) {
        return DoubleStream.of(numbers)
                .boxed()
                .reduce(BEGIN, (record, number) -> record.with(new Reading.Value(number)), (a, _) -> a);
    }
}
