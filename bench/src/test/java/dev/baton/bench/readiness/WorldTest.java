package dev.baton.bench.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WorldTest {

    private static final int WORLDS = 300;

    @Test
    void isTheSameForTheSameSeed() {
        var one = new World(17);
        var other = new World(17);

        assertThat(other.circumstances()).isEqualTo(one.circumstances());
        for (var tick = 0; tick < one.circumstances().ticks(); tick++) {
            assertThat(other.chain().head(tick)).isEqualTo(one.chain().head(tick));
            assertThat(other.green().height(tick)).isEqualTo(one.green().height(tick));
            assertThat(other.sources().getFirst().says(tick))
                    .isEqualTo(one.sources().getFirst().says(tick));
        }
    }

    @Test
    void holdsEveryTrouble() {
        assertThat(worldsWith((world, tick) ->
                        world.green().sound(tick) < world.green().height(tick)))
                .as("a gap or blocks of another branch")
                .isPositive();
        assertThat(worldsWith((world, tick) -> !world.green().healthy(tick))).isPositive();
        assertThat(worldsWith((world, tick) ->
                        !world.green().tells(tick) && world.green().healthy(tick)))
                .isPositive();
        assertThat(worldsWith((world, tick) -> !world.mostFollow(tick))).isPositive();
        assertThat(worldsWith((world, tick) ->
                        tick > 0 && world.green().height(tick) < world.green().height(tick - 1)))
                .as("a height that falls")
                .isPositive();
        assertThat(worldsWith((world, tick) -> world.sources().getFirst().says(tick) == Node.SILENT))
                .isPositive();
        assertThat(worldsWith((world, tick) ->
                        world.sources().getFirst().says(tick) > world.chain().head(tick) + 1))
                .as("a source that tells too much")
                .isPositive();
        assertThat(worldsWith((world, tick) -> world.chain().reorganisations().stream()
                        .anyMatch(reorganisation -> reorganisation.tick() == tick)))
                .isPositive();
        assertThat(worldsWith((world, tick) -> world.sampler().jumps(tick))).isPositive();
        assertThat(worldsWith((world, tick) -> world.samplerStartsAgain(tick))).isPositive();
    }

    @Test
    void isReadyInMostWorldsAtSomeTimeAndInNoneAlways() {
        assertThat(worldsWith(World::ready)).isBetween(WORLDS / 2L, (long) WORLDS);
        assertThat(worldsWith((world, tick) -> !world.ready(tick))).isGreaterThan(WORLDS / 2L);
    }

    private interface Sight {
        boolean at(World world, int tick);
    }

    private static long worldsWith(Sight sight) {
        return LongStream.rangeClosed(1, WORLDS)
                .mapToObj(World::new)
                .filter(world ->
                        IntStream.range(0, world.circumstances().ticks()).anyMatch(tick -> sight.at(world, tick)))
                .count();
    }
}
