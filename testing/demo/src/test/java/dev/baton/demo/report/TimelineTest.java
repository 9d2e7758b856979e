package dev.baton.demo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.baton.load.AnswerLog;
import dev.baton.load.Kind;
import dev.baton.load.RouteTag;
import dev.baton.load.Timebase;
import dev.baton.model.DeploymentId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final Timebase timebase = Timebase.anchored(() -> Story.START, () -> 0);
    private final AnswerLog answers = new AnswerLog(timebase);

    private void answer(String slot, long epoch, Object deployment, long sentMillis, long receivedMillis) {
        answers.add(
                Kind.KEEP_ALIVE_GET,
                new RouteTag(slot, epoch, deployment.toString()),
                sentMillis * 1_000_000,
                receivedMillis * 1_000_000);
    }

    @Test
    void countsFromTheReleasingEventToTheFirstAnswerOfTheNewRoute() {
        var story = Story.ofThreeSwitches();
        // Version 1 had answered before, by an older route: that is not what the rollback is measured by.
        answer("a", 1, Story.ONE, 19_000, 19_005);
        answer("b", 2, Story.TWO, 20_010, 20_042);
        answer("b", 2, Story.TWO, 20_005, 20_050);
        answer("a", 3, Story.ONE, 30_001, 30_017);
        answer("b", 4, Story.TWO, 40_001, 40_130);

        List<SwitchFigures> switches = new Timeline(story.events()).switches(answers);

        assertEquals(
                List.of(
                        new SwitchFigures("promote", 2, "1", "2", "DataVerified", Story.at(20_000), 42, 0),
                        new SwitchFigures("rollback", 3, "2", "1", "RollbackRequested", Story.at(30_000), 17, 0),
                        new SwitchFigures("promote", 4, "1", "2", "PromoteRequested", Story.at(40_000), 130, 0)),
                switches);
    }

    @Test
    void saysNeverWhenTheNewVersionDidNotAnswer() {
        answer("a", 1, Story.ONE, 19_000, 19_005);
        List<SwitchFigures> switches = new Timeline(Story.ofThreeSwitches().events()).switches(answers);
        assertEquals(SwitchFigures.NEVER, switches.getFirst().decidedToServedMs());
    }

    @Test
    void countsAnswersOfTheOldVersionToRequestsBegunAfterTheProof() {
        // The switch to epoch 2 is reported at 20,100 ms, the next is released at 30,000 ms.
        answer("a", 1, Story.ONE, 20_099, 20_300);
        answer("a", 1, Story.ONE, 20_101, 20_102);
        answer("a", 3, Story.ONE, 30_200, 30_201);
        assertEquals(
                List.of(1L, 0L, 0L),
                new Timeline(Story.ofThreeSwitches().events())
                        .switches(answers).stream()
                                .map(SwitchFigures::staleAnswers)
                                .toList());
    }

    @Test
    void aSwitchThatNothingReleasedIsAnError() {
        var story = Story.ofThreeSwitches();
        var withoutRelease = story.events().stream()
                .filter(envelope -> !envelope.time().equals(Story.at(20_000)))
                .toList();
        var error = assertThrows(IllegalStateException.class, () -> new Timeline(withoutRelease).switches(answers));
        assertTrue(error.toString().contains("released"), error.toString());
    }

    @Test
    void tellsHowLongCatchingUpAndDetectingTook() {
        Map<DeploymentId, Instant> reached = Map.of(Story.TWO, Story.at(16_100));
        List<DeploymentFigures> deployments =
                new Timeline(Story.ofThreeSwitches().events()).deployments(reached);

        DeploymentFigures one = deployments.getFirst();
        assertEquals("1", one.version());
        assertEquals(DeploymentFigures.COMPLETED, one.outcome());
        assertTrue(one.syncSeconds().isEmpty());

        DeploymentFigures two = deployments.get(1);
        assertEquals("2", two.version());
        assertEquals(DeploymentFigures.COMPLETED, two.outcome());
        // Started at 11,000, at the tip at 16,100, SyncComplete at 19,500, stable for 3,000.
        assertEquals(5.1, two.syncSeconds().orElseThrow(), 1e-9);
        assertEquals(3_400, two.detectionMs().orElseThrow(), 1e-9);
        assertEquals(400, two.detectionBeyondStableMs().orElseThrow(), 1e-9);
    }

    @Test
    void aDuplicateChangesNothing() {
        var events = Story.ofThreeSwitches().events();
        var twice = new ArrayList<>(events);
        twice.addAll(events);
        assertEquals(new Timeline(events).switches(answers), new Timeline(twice).switches(answers));
        assertEquals(2, new Timeline(twice).deployments(Map.of()).size());
    }

    @Test
    void aDeploymentWithoutEndIsUnfinishedAndARefusedOneRejected() {
        var story = new Story().requests("2", 0).rejects(0, "a deployment is in progress");
        story.requests("3", 10).accepts(Story.TWO, "3", 20);
        assertEquals(
                List.of("3 unfinished", "2 rejected"),
                new Timeline(story.events())
                        .deployments(Map.of()).stream()
                                .map(figures -> figures.version() + " " + figures.outcome())
                                .toList());
    }
}
