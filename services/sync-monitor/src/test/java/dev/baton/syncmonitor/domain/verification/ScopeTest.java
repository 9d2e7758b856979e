package dev.baton.syncmonitor.domain.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScopeTest {

    @Test
    void comparesTheLowestAndTheNewestHeightsAndRandomOnesBetween() {
        var scope = Scope.of(5, 5, 10_000, 64, new SplittableRandom(7));
        assertThat(scope.heights())
                .contains(5L)
                .containsAll(LongStream.rangeClosed(9_993, 10_000).boxed().toList());
        assertThat(scope.heights()).hasSizeBetween(64, 64 + 9).allMatch(height -> height >= 5 && height <= 10_000);
    }

    @Test
    void comparesEveryHeightWhereTheSamplesSuffice() {
        for (var samples : new int[] {400, 401, 10_000}) {
            assertThat(Scope.of(1, 1, 400, samples, new SplittableRandom(7)).heights())
                    .hasSize(400);
        }
    }

    @Test
    void comparesTheOnlyHeight() {
        assertThat(Scope.of(3, 3, 3, 64, new SplittableRandom(7)).heights()).containsExactly(3L);
    }
}
