package dev.baton.bench.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignTest {

    private static final int WORLDS = 450;

    @Test
    void findsTheSameHoweverManyPlayAtOnce() throws InterruptedException {
        var alone = new Campaign(5, WORLDS, 1).run(_ -> {});
        var together = new Campaign(5, WORLDS, 3).run(_ -> {});

        assertThat(together.figures(5, 1).json()).isEqualTo(alone.figures(5, 1).json());
        assertThat(alone.traces()).isEqualTo(WORLDS);
    }

    @Test
    void namesEveryWorldThatWasWrongOrRefusedAndHowToPlayItAlone() {
        var verdict = new Verdict();
        verdict.ready(false, false, true);
        var refused = new Verdict();
        refused.refused("lag: 3");
        var last = new Tally();
        last.add(19, verdict);
        var first = new Tally();
        first.add(7, refused);
        last.add(first);

        assertThat(last.findings())
                .isEqualTo(List.of(
                        "world 7: ready and refused: lag: 3 (alone: --seed 7 --traces 1 --tell)",
                        "world 19: 1 times ready and was not (alone: --seed 19 --traces 1 --tell)"));
        assertThat(last.figures(1, 1).sound()).isFalse();
        assertThat(new ArrayList<>(last.figures(1, 1).text())).containsAll(last.findings());
    }
}
