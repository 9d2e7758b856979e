package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.SwitchProof;
import dev.baton.model.SwitchProof.OfNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConsentTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final SwitchProof OWN = new SwitchProof(20, 12, NOON, 90);
    private static final SwitchProof OTHERS = new SwitchProof(20, 12, NOON.plusMillis(30), 110);
    private static final Votes NOBODY = Votes.NONE;

    @Test
    void isGivenAtOnceWhereNobodyElseIsAlive() {
        assertThat(consent(Set.of("one"), NOBODY)).isEqualTo(new Consent.Given(OWN.by(List.of(OfNode.of("one", OWN)))));
    }

    @Test
    void waitsForEveryoneWhoIsAliveAndSaysForWhom() {
        var alive = Set.of("three", "one", "two", "four");
        var votes = NOBODY.with("two", new Vote.Proven(OTHERS));
        assertThat(consent(alive, votes)).isEqualTo(new Consent.Awaited(new TreeSet<>(Set.of("three", "four"))));
    }

    @Test
    void namesWhatEachProved() {
        var votes = NOBODY.with("two", new Vote.Proven(OTHERS));
        assertThat(consent(Set.of("one", "two"), votes))
                .isEqualTo(new Consent.Given(OWN.by(List.of(OfNode.of("one", OWN), OfNode.of("two", OTHERS)))));
    }

    @Test
    void doesNotWaitForOneThatDiedAndKeepsWhatItHadProved() {
        var votes = NOBODY.with("two", new Vote.Proven(OTHERS));
        assertThat(consent(Set.of("one"), NOBODY)).isInstanceOf(Consent.Given.class);
        assertThat(consent(Set.of("one"), votes))
                .isInstanceOfSatisfying(
                        Consent.Given.class,
                        given -> assertThat(given.proof().nodes()).hasSize(2));
    }

    @Test
    void isDeniedByOneThatCannotWhoeverIsSilentOrDead() {
        var votes = NOBODY.with("two", new Vote.Refused("no route to host"));
        assertThat(consent(Set.of("one", "two", "three"), votes))
                .isEqualTo(new Consent.Denied("router two: no route to host"));
        assertThat(consent(Set.of("one"), votes)).isInstanceOf(Consent.Denied.class);
    }

    @Test
    void doesNotHoldWhatItSaidAsAFollowerAgainstTheOneThatLeadsNow() {
        assertThat(consent(Set.of("one"), NOBODY.with("one", new Vote.Refused("earlier"))))
                .isEqualTo(new Consent.Given(OWN.by(List.of(OfNode.of("one", OWN)))));
    }

    @Test
    void isNeverGivenWhileItIsNotKnownWhoIsAlive() {
        var votes = NOBODY.with("two", new Vote.Proven(OTHERS));
        assertThat(Consent.of("one", OWN, Optional.empty(), votes)).isEqualTo(new Consent.Awaited(new TreeSet<>()));
    }

    private static Consent consent(Set<String> alive, Votes votes) {
        return Consent.of("one", OWN, Optional.of(alive), votes);
    }
}
