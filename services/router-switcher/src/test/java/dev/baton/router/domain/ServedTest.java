package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.router.domain.Served.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedTest {

    @ParameterizedTest
    @CsvSource({"100, 5, 1000, 0", "2000, 60, 1000, 0", "5, 5, 0, 0", "1000, 100, 1000, 50", "1000, 40, 99, 99"})
    void isBreachedWhereTheVersionSurelyFailsMoreOften(long requests, long failed, long before, long failedBefore) {
        assertThat(served(requests, failed, before, failedBefore).breach(1))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .contains(failed + " of " + requests + " requests", failedBefore + " of " + before));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0",
        "4, 4, 0, 0",
        "1000, 5, 1000, 0",
        "1000, 12, 1000, 0",
        "1000, 50, 1000, 50",
        "100000, 900, 1000, 0"
    })
    void isNotBreachedByFewFailuresNorByThoseThatTheVersionBeforeHadToo(
            long requests, long failed, long before, long failedBefore) {
        assertThat(served(requests, failed, before, failedBefore).breach(1)).isEmpty();
    }

    @Test
    void saysTheNumbersAndWhatIsAllowed() {
        assertThat(served(240, 12, 4000, 20).breach(1))
                .contains(
                        "12 of 240 requests (5.0 %) failed since the switch, 20 of 4000 requests (0.5 %) by the version "
                                + "before; 1.5 % is allowed");
    }

    private static Served served(long requests, long failed, long before, long failedBefore) {
        return new Served(new Tally(requests, failed), new Tally(before, failedBefore));
    }
}
