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
        for (var remains : World.Remains.values()) {
            assertThat(worldsWith((world, tick) -> world.samplerStartsAgain(tick) && world.remains() == remains))
                    .as("a sampler that starts again and finds %s", remains)
                    .isPositive();
        }
    }

    @Test
    void isReadyInMostWorldsAtSomeTimeAndInNoneAlways() {
        assertThat(worldsWith(World::ready)).isBetween(WORLDS / 2L, (long) WORLDS);
        assertThat(worldsWith((world, tick) -> !world.ready(tick))).isGreaterThan(WORLDS / 2L);
    }

    /** Its only source stands still from before two blocks were replaced, which green goes on to hold. */
    @Test
    void doesNotHoldAgainstGreenWhatNoSourceHasToldBeforeTheTimeOfDoubtIsOver() {
        var world = new World(753865);
        var turn = world.chain().reorganisations().getFirst();
        var told = turn.tick() + world.circumstances().spread();

        assertThat(world.green().sound(told))
                .isEqualTo(turn.ancestor())
                .isEqualTo(world.green().height(told) - 2);
        assertThat(world.ready(told)).isTrue();
        assertThat(world.ready(turn.tick() + world.circumstances().doubt())).isFalse();
    }

    /** Its node came back with the blocks that had replaced others, none of which green ever held. */
    @Test
    void replacesNoBlockOfAGreenThatNeverHeldIt() {
        var world = new World(770201);
        var turn = world.chain().reorganisations().getFirst();

        assertThat(world.green().height(turn.tick())).isLessThan(turn.ancestor());
        assertThat(world.green().sound(2_322))
                .isEqualTo(world.green().height(2_322))
                .isGreaterThan(turn.ancestor());
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
