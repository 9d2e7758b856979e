package dev.baton.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.descriptor.Gates.Closed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static final Freeze HOLIDAYS = freeze("2026-12-23T18:00", "2027-01-02T08:00", "holidays");

    @Test
    void nothingIsClosedWhereNothingIsWritten() {
        assertThat(Gates.DEFAULT.closedAt(Instant.EPOCH)).isEmpty();
    }

    @Test
    void aWindowIsOpenFromItsFirstMinuteUntilItsEnd() {
        var gates = gates(List.of(window("09:00", "16:30", Weekday.MONDAY, Weekday.THURSDAY)), List.of());

        assertThat(opens(gates, "2026-03-02T08:59:59+01:00")).isEqualTo("2026-03-02T08:00:00Z");
        assertThat(gates.closedAt(at("2026-03-02T09:00:00+01:00"))).isEmpty();
        assertThat(gates.closedAt(at("2026-03-02T16:29:59.999+01:00"))).isEmpty();
        assertThat(opens(gates, "2026-03-02T16:30:00+01:00")).isEqualTo("2026-03-05T08:00:00Z");
        assertThat(opens(gates, "2026-03-05T16:30:00+01:00")).isEqualTo("2026-03-09T08:00:00Z");
    }

    @Test
    void aWindowGoesOnPastMidnightFromTheDaysOnWhichItBegins() {
        var gates = gates(List.of(window("22:00", "02:00", Weekday.FRIDAY)), List.of());

        assertThat(gates.closedAt(at("2026-03-06T23:00:00+01:00"))).isEmpty();
        assertThat(gates.closedAt(at("2026-03-07T01:59:00+01:00")))
                .as("saturday")
                .isEmpty();
        assertThat(opens(gates, "2026-03-07T02:00:00+01:00")).isEqualTo("2026-03-13T21:00:00Z");
        assertThat(opens(gates, "2026-03-06T01:00:00+01:00"))
                .as("thursday's night is none")
                .isEqualTo("2026-03-06T21:00:00Z");
    }

    @Test
    void theSameTimeTwiceIsAWholeDay() {
        var gates = gates(List.of(window("00:00", "00:00", Weekday.SUNDAY)), List.of());

        assertThat(gates.closedAt(at("2026-03-08T23:59:00+01:00"))).isEmpty();
        assertThat(opens(gates, "2026-03-09T00:00:00+01:00")).isEqualTo("2026-03-14T23:00:00Z");
    }

    @Test
    void anHourThatTheClockSkipsIsMovedOrLeftOut() {
        var moved = gates(List.of(window("02:15", "02:45")), List.of());
        assertThat(opens(moved, "2026-03-29T01:00:00+01:00")).isEqualTo("2026-03-29T01:15:00Z");
        assertThat(moved.closedAt(at("2026-03-29T01:44:00Z"))).isEmpty();
        assertThat(moved.closedAt(at("2026-03-29T01:45:00Z"))).isPresent();

        var nothingLeft = gates(List.of(window("02:30", "03:00")), List.of());
        assertThat(opens(nothingLeft, "2026-03-29T00:59:00Z")).isEqualTo("2026-03-30T00:30:00Z");
        assertThat(opens(nothingLeft, "2026-03-29T01:29:00Z")).isEqualTo("2026-03-30T00:30:00Z");
    }

    @Test
    void anHourThatTheClockShowsTwiceIsOneWindow() {
        var gates = gates(List.of(window("02:00", "03:00")), List.of());

        for (var time : List.of("2026-10-25T00:00:00Z", "2026-10-25T00:59:00Z", "2026-10-25T01:59:00Z")) {
            assertThat(gates.closedAt(at(time))).as(time).isEmpty();
        }
        assertThat(opens(gates, "2026-10-25T02:00:00Z")).isEqualTo("2026-10-26T01:00:00Z");
    }

    @Test
    void aFreezeIsStrongerThanAWindow() {
        var gates = gates(List.of(window("09:00", "17:00")), List.of(HOLIDAYS));

        assertThat(gates.closedAt(at("2026-12-23T16:59:00+01:00"))).isEmpty();
        var closed = gates.closedAt(at("2026-12-24T12:00:00+01:00")).orElseThrow();
        assertThat(closed)
                .isEqualTo(new Closed(
                        "frozen until 2027-01-02 08:00: holidays; the next opens at 2027-01-02 09:00 (Europe/Berlin)",
                        Optional.of(at("2027-01-02T09:00:00+01:00"))));
        assertThat(gates.closedAt(at("2027-01-02T09:00:00+01:00"))).isEmpty();
    }

    @Test
    void aFreezeInsideAWindowInterruptsIt() {
        var gates = gates(
                List.of(window("09:00", "17:00")),
                List.of(
                        freeze("2026-03-02T11:00", "2026-03-02T12:00", "launch"),
                        freeze("2026-03-02T11:30", "2026-03-02T13:00", "audit")));

        assertThat(gates.closedAt(at("2026-03-02T10:59:00+01:00"))).isEmpty();
        assertThat(opens(gates, "2026-03-02T11:00:00+01:00")).isEqualTo("2026-03-02T12:00:00Z");
        assertThat(gates.closedAt(at("2026-03-02T13:00:00+01:00"))).isEmpty();
    }

    @Test
    void aFreezeEndsOnceWhereTheClockShowsItsEndTwice() {
        var gates = gates(List.of(), List.of(freeze("2026-10-24T00:00", "2026-10-25T02:30", "night")));

        assertThat(opens(gates, "2026-10-25T00:40:00Z")).isEqualTo("2026-10-25T01:30:00Z");
        assertThat(gates.closedAt(at("2026-10-25T01:30:00Z"))).isEmpty();
    }

    @Test
    void saysWhereNothingOpens() {
        var gates = gates(List.of(), List.of(freeze("2026-01-01T00:00", "2099-01-01T00:00", "end of life")));

        assertThat(gates.closedAt(at("2026-03-02T11:00:00Z")))
                .contains(new Closed(
                        "frozen until 2099-01-01 00:00: end of life; none opens within 400 days", Optional.empty()));
    }

    @Test
    void refusesATimeToLiveThatNothingSurvives() {
        assertThatThrownBy(() -> new Gates(Duration.ofHours(2), BERLIN, List.of(), List.of(), Duration.ofHours(2)))
                .hasMessageContaining("timeToLive");
    }

    private static Gates gates(List<Window> windows, List<Freeze> freezes) {
        return new Gates(Duration.ZERO, BERLIN, windows, freezes, Duration.ofDays(7));
    }

    private static Window window(String from, String to, Weekday... days) {
        return new Window(List.of(days), LocalTime.parse(from), LocalTime.parse(to));
    }

    private static Freeze freeze(String from, String until, String reason) {
        return new Freeze(LocalDateTime.parse(from), LocalDateTime.parse(until), reason);
    }

    private static String opens(Gates gates, String time) {
        return gates.closedAt(at(time)).orElseThrow().until().orElseThrow().toString();
    }

    private static Instant at(String time) {
        return OffsetDateTime.parse(time).toInstant();
    }
}
