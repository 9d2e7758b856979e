package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.events.AbortRequested;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.Request;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineTest {
    private final Envelope<DeployRequested> second = waits("2.0", "queue");
    private final Envelope<DeployRequested> third = waits("3.0", "queue");
    private final Envelope<DeployRequested> better = waits("4.0", "supersede");

    @Test
    void theOldestIsNextUnlessAYoungerTakesItsPlace() {
        assertThat(line(new Scene(), List.of(second, third)).isNext(second)).isTrue();
        assertThat(line(new Scene(), List.of(second, third)).isNext(third)).isFalse();
        assertThat(line(new Scene(), List.of(second, better)).isNext(second)).isFalse();
        assertThat(line(new Scene(), List.of(second, better)).isNext(better)).isFalse();
        assertThat(line(new Scene(), List.of(better, third)).isNext(better)).isTrue();
    }

    @Test
    void whoTakesAPlaceEndsThoseThatWaitAndTheCandidate() {
        for (Scene scene : List.of(
                new Scene().accepted(1, "1.0"),
                new Scene().accepted(1, "1.0").started(1),
                new Scene().accepted(1, "1.0").started(1).verified(1))) {
            List<Envelope<?>> ends = line(scene, List.of(second, third, better)).roomFor(better);

            assertThat(ends)
                    .satisfiesExactly(
                            first -> assertSuperseded(first, second, "2.0"),
                            next -> assertSuperseded(next, third, "3.0"),
                            green -> {
                                assertThat(green.deployment()).contains(Scene.id(1));
                                assertThat(green.cause())
                                        .as("it does not answer the request")
                                        .isNotEqualTo(Optional.of(better.id()));
                                assertThat(green.event())
                                        .isEqualTo(new DeployAborted("ci", "superseded by version 4.0"));
                            });
            assertThat(line(scene, List.of(second, third, better)).roomFor(better))
                    .as("again")
                    .isEqualTo(ends);
        }
    }

    @Test
    void whatUsersReachOrMayReachIsWaitedFor() {
        Scene scene = new Scene().accepted(1, "1.0").started(1).verified(1).switching(1);
        assertThat(line(scene, List.of(better)).roomFor(better)).isEmpty();
        assertThat(line(scene.switched(1), List.of(better)).roomFor(better)).isEmpty();
        assertThat(line(scene.confirmed(1), List.of(better)).roomFor(better)).isEmpty();
    }

    @Test
    void whoWaitsItsTurnEndsNothing() {
        assertThat(line(new Scene().accepted(1, "1.0"), List.of(third, second)).roomFor(second))
                .isEmpty();
    }

    @Test
    void theNewestOfThoseThatTakePlacesCounts() {
        Envelope<DeployRequested> best = waits("5.0", "supersede");
        Line line = line(new Scene(), List.of(better, best));

        assertThat(line.isNext(better)).isFalse();
        assertThat(line.roomFor(best))
                .singleElement()
                .satisfies(end -> assertThat(end.cause()).contains(better.id()));
        assertThat(line(new Scene(), List.of(best)).isNext(best)).isTrue();
    }

    @Test
    void whatWaitsIsWithdrawnAndBothRequestsAreAnswered() {
        Scene scene = new Scene().accepted(1, "1.0");
        Envelope<DeployRequested> waiting = scene.ask(Optional.of(Scene.id(2)), second.event());
        Envelope<AbortRequested> other =
                scene.ask(Optional.of(Scene.id(1)), new AbortRequested("ann", Optional.empty()));
        Envelope<AbortRequested> abort =
                scene.ask(Optional.of(Scene.id(2)), new AbortRequested("ann", Optional.of("wrong branch")));

        assertThat(line(scene, List.of(waiting, other)).withdrawal(waiting)).isEmpty();
        assertThat(line(scene, List.of(waiting, other, abort)).withdrawal(waiting))
                .satisfiesExactly(
                        first -> {
                            assertThat(first.cause()).contains(waiting.id());
                            assertThat(((DeployRejected) first.event()).reasons())
                                    .containsExactly("aborted by ann before its turn: wrong branch");
                        },
                        next -> {
                            assertThat(next.cause()).contains(abort.id());
                            assertThat(next.deployment()).contains(Scene.id(2));
                            assertThat(next.event()).isEqualTo(new DeployAborted("ann", "wrong branch"));
                            scene.read(next);
                        });
    }

    private static void assertSuperseded(Envelope<?> end, Envelope<DeployRequested> request, String version) {
        assertThat(end.cause()).contains(request.id());
        assertThat(end.event())
                .isEqualTo(
                        new DeployRejected(version, List.of("superseded by version 4.0, asked for at " + Scene.START)));
    }

    private static Envelope<DeployRequested> waits(String version, String policy) {
        return Scene.request(version, Scene.descriptor(d -> d.put("whileBusy", policy)));
    }

    private static Line line(Scene scene, List<Envelope<? extends Request>> requests) {
        return new Line(scene.asked(requests));
    }
}
