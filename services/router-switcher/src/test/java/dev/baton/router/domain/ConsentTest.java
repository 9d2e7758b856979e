package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.SwitchProof;
import dev.baton.model.SwitchProof.OfNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConsentTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final SwitchProof OWN = new SwitchProof(20, 12, NOON, 90);
    private static final SwitchProof OTHERS = new SwitchProof(20, 12, NOON.plusMillis(30), 110);
    private static final Vote PROVEN = new Vote.Proven(OWN);
    private static final Votes NOBODY = Votes.NONE;

    @Test
    void isGivenAtOnceWhereNobodyElseIsAlive() {
        assertThat(consent(Set.of("one"), NOBODY)).isEqualTo(given(OWN.by(List.of(OfNode.of("one", OWN)))));
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
                .isEqualTo(given(OWN.by(List.of(OfNode.of("one", OWN), OfNode.of("two", OTHERS)))));
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
                .isEqualTo(given(OWN.by(List.of(OfNode.of("one", OWN)))));
    }

    @Test
    void isNeverGivenWhileItIsNotKnownWhoIsAlive() {
        var votes = NOBODY.with("two", new Vote.Proven(OTHERS));
        assertThat(Consent.of(false, "one", PROVEN, Optional.empty(), votes))
                .isEqualTo(new Consent.Awaited(new TreeSet<>()));
        assertThat(late(false, PROVEN, Optional.empty(), votes))
                .isEqualTo(new Consent.Denied("Kafka did not tell for 15 s which routers are alive"));
        assertThat(late(true, PROVEN, Optional.empty(), votes)).isEqualTo(new Consent.Awaited(new TreeSet<>()));
    }

    @Test
    void isDeniedByOneThatIsSilentForTooLong() {
        assertThat(late(false, PROVEN, Optional.of(Set.of("one", "two")), NOBODY))
                .isEqualTo(new Consent.Denied("router two did not say within 15 s whether it serves by the new route"));
    }

    @Test
    void isGivenBackWithoutThoseThatCannotAndNamesThem() {
        var votes = NOBODY.with("two", new Vote.Proven(OTHERS)).with("three", new Vote.Refused("no route to host"));
        var alive = Set.of("one", "two", "three", "four");
        assertThat(Consent.of(true, "one", PROVEN, Optional.of(alive), votes))
                .isEqualTo(new Consent.Awaited(new TreeSet<>(Set.of("four"))));
        assertThat(late(true, PROVEN, Optional.of(alive), votes)).isInstanceOfSatisfying(Consent.Given.class, given -> {
            assertThat(given.proof()).isEqualTo(OWN.by(List.of(OfNode.of("one", OWN), OfNode.of("two", OTHERS))));
            assertThat(given.addedTo("it is slow"))
                    .isEqualTo("it is slow; not followed by router four: it did not say within 15 s whether it serves"
                            + " by the route; router three: no route to host");
        });
    }

    @Test
    void isGivenBackAlsoWhereTheOneThatLeadsCannotAndHasTheFiguresOfTheFirstThatCan() {
        var refused = new Vote.Refused("HTTP 502");
        var votes = NOBODY.with("two", new Vote.Proven(OTHERS));
        assertThat(Consent.of(true, "one", refused, Optional.of(Set.of("one", "two")), votes))
                .isEqualTo(new Consent.Given(
                        OTHERS.by(List.of(OfNode.of("two", OTHERS))), new TreeMap<>(Map.of("one", "HTTP 502"))));
    }

    @Test
    void isDeniedBackWhereNobodyCan() {
        var refused = new Vote.Refused("HTTP 502");
        assertThat(Consent.of(true, "one", refused, Optional.of(Set.of("one")), NOBODY))
                .isEqualTo(new Consent.Denied("router one: HTTP 502"));
        assertThat(late(true, refused, Optional.of(Set.of("one", "two")), NOBODY))
                .isInstanceOf(Consent.Denied.class);
    }

    private static Consent.Given given(SwitchProof proof) {
        return new Consent.Given(proof, new TreeMap<>());
    }

    private static Consent consent(Set<String> alive, Votes votes) {
        return Consent.of(false, "one", PROVEN, Optional.of(alive), votes);
    }

    private static Consent late(boolean back, Vote own, Optional<Set<String>> alive, Votes votes) {
        return Consent.late(back, "one", own, alive, votes, Duration.ofSeconds(15));
    }
}
