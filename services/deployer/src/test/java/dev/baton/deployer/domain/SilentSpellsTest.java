package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SilentSpellsTest {
    private static final DeploymentId ONE = DeploymentId.of("019aa2c0-0000-7000-8000-000000000001");
    private static final DeploymentId OTHER = DeploymentId.of("019aa2c0-0000-7000-8000-000000000002");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final SilentSpells spells = new SilentSpells();

    @Test
    void spellLastsFromTheFirstCheckThatWasNotAnswered() {
        assertThat(spells.silent(ONE, NOON)).isZero();
        assertThat(spells.silent(ONE, NOON.plusSeconds(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(spells.silent(OTHER, NOON.plusSeconds(8))).isZero();
    }

    @Test
    void answerEndsTheSpell() {
        spells.silent(ONE, NOON);
        spells.answered(ONE);
        assertThat(spells.silent(ONE, NOON.plusSeconds(7))).isZero();
    }
}
