package dev.baton.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long MS = 1_000_000;

    @Test
    void ticksAtItsSpacing() {
        var pace = new Pace(100, 10);
        assertEquals(100, pace.next(95));
        assertEquals(110, pace.next(101));
        assertEquals(120, pace.next(120));
    }

    @Test
    void skipsMissedTicksInsteadOfBursting() {
        var pace = new Pace(0, 10);
        assertEquals(0, pace.next(0));
        assertEquals(40, pace.next(35));
        assertEquals(50, pace.next(40));
    }

    @Test
    void clientsOfAStreamTakeTurns() {
        var gets = new Traffic.KeepAliveGets("/", 4, 20, AnswerCheck.notEmpty());
        assertEquals(0, Pace.of(gets, 0, 0).next(0));
        assertEquals(50 * MS, Pace.of(gets, 1, 0).next(0));
        assertEquals(100 * MS, Pace.of(gets, 2, 0).next(0));
        var last = Pace.of(gets, 3, 0);
        assertEquals(150 * MS, last.next(0));
        assertEquals(350 * MS, last.next(160 * MS));
    }
}
