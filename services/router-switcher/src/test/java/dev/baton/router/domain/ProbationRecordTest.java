package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.domain.ProbationRecord.Verdict;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbationRecordTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Route ROUTE = new Route(Slot.B, 2, DeploymentId.of("01980000-0000-7000-8000-000000000002"));
    private static final Answer HEALTHY = answer(200, ROUTE.name());
    private static final Answer SICK = answer(500, ROUTE.name());
    private static final Answer SILENT = new Answer.Unanswered("no whole answer within 2000 ms");

    @Test
    void isOpenUntilItsTimeIsOver() {
        assertThat(record(HEALTHY).verdict(NOON, LATER)).isEqualTo(new Verdict.Open());
        assertThat(record(HEALTHY, HEALTHY).verdict(LATER, LATER)).isEqualTo(new Verdict.Passed(2));
    }

    @Test
    void isNotPassedWithoutACheckNorOnAFailedOne() {
        assertThat(ProbationRecord.begin().verdict(LATER, NOON)).isEqualTo(new Verdict.Open());
        assertThat(record(HEALTHY, SICK).verdict(LATER, NOON)).isEqualTo(new Verdict.Open());
    }

    @Test
    void isBreachedByThreeFailuresInARowWithTheNumbers() {
        assertThat(record(HEALTHY, SICK, SICK, SILENT).verdict(NOON, LATER))
                .isInstanceOfSatisfying(
                        Verdict.Breached.class,
                        breached -> assertThat(breached.reason())
                                .contains("3 health checks in a row", "no whole answer", "1 of 4 passed"));
    }

    @Test
    void isNotBreachedByFailuresApart() {
        assertThat(record(SICK, SICK, HEALTHY, SICK, SICK).verdict(NOON, LATER)).isEqualTo(new Verdict.Open());
    }

    @Test
    void countsHealthOfAnotherRouteAsAFailure() {
        var other = answer(200, "a.1.01980000-0000-7000-8000-000000000001");
        assertThat(record(other, other, other).verdict(NOON, LATER))
                .isInstanceOfSatisfying(
                        Verdict.Breached.class,
                        breached -> assertThat(breached.reason()).contains("another route"));
    }

    private static ProbationRecord record(Answer... answers) {
        var record = ProbationRecord.begin();
        for (var answer : answers) {
            record = record.with(answer, ROUTE);
        }
        return record;
    }

    private static Answer answer(int status, String route) {
        return new Answer.Answered(NOON, status, Optional.of(route), Optional.empty());
    }
}
