package dev.baton.syncmonitor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TermsTest {

    @Test
    void boundsTimesThatWouldOverflowOrFloodASource() {
        var forEver = Duration.ofSeconds(Long.MAX_VALUE);
        var terms = new Terms(2, forEver, Duration.ofNanos(1), forEver, forEver, forEver);

        assertThat(terms.interval()).isEqualTo(Duration.ofMillis(50));
        assertThat(terms.deadline()).isEqualTo(Duration.ofDays(3_650));
        assertThat(terms.lease()).isEqualTo(Duration.ofDays(3_650));
        assertThat(terms.patience()).isLessThan(Duration.ofSeconds(6));
    }
}
