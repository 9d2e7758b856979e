package dev.baton.bench.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Worlds in which readiness was once said wrongly, or refused. */
class TrialTest {

    @ParameterizedTest
    @ValueSource(
            longs = {
                58227, 7002086, 7006525, 7011155, 7020743, 7025158, 7025417, 7037917, 7093089, 7136552, 8004631,
                8005104, 8010251, 8024694, 8026435, 8027509, 9004477, 9044951, 9085265, 10000764, 10005510, 10051333,
                10054124, 10059864, 10088143, 39439, 10033111, 10046221, 20058930, 20124102, 103944, 138331, 335287,
                532894, 606560, 616587, 714984, 753865, 770201, 113213, 193420, 214298, 222416, 363971, 389321, 551866,
                638578, 714430, 759386, 640657, 30028027, 40056317, 41035269, 14774, 38404, 237779, 3484897, 10395183,
                10471495, 10104623, 10502742, 3240089, 10175203, 30026979, 50019044, 20140061, 20315963, 20352946,
                20395499, 20008532, 20056521, 40017825, 40161725, 40316374, 41051182, 41109551, 40581062, 40602961,
                42019745, 42058447, 43039520, 43086334, 43181286, 43296069, 43334951, 43363214, 44007501, 44072943,
                45738756, 50189705, 50208840, 60074466, 61545741, 71098798, 81018282
            })
    void isNeitherWrongNorRefused(long seed) {
        var verdict = new Trial(seed).run();

        assertThat(verdict.wrong()).isZero();
        assertThat(verdict.reason()).isEmpty();
    }
}
