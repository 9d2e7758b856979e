package dev.baton.load;

import dev.baton.load.wire.LossCause;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Where all clients of a run write down what happened. Safe for use by all of them. */
final class Ledger {

    /** Of losses beyond these only the number is kept: a server that is down fails thousands of times alike. */
    private static final int LOSSES_IN_DETAIL = 1_000;

    private final Timebase timebase;
    private final AnswerLog answers;
    private final long startNanos;
    private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);
    private final List<Loss> losses = new ArrayList<>();
    private long messages;

    Ledger(Timebase timebase) {
        this.timebase = timebase;
        this.answers = new AnswerLog(timebase);
        this.startNanos = timebase.nanos();
    }

    private static final class Tally {
        private final Histogram micros = new Histogram(3);
        private long answered;
        private long lost;
    }

    AnswerLog answers() {
        return answers;
    }

    /** A good answer; the latency counts from {@code begunNanos}, so it includes connecting. */
    synchronized void answered(
            Kind kind, Optional<RouteTag> route, long begunNanos, long sentNanos, long receivedNanos) {
        Tally tally = tally(kind);
        tally.answered++;
        tally.micros.recordValue(TimeUnit.NANOSECONDS.toMicros(receivedNanos - begunNanos));
        route.ifPresent(tag -> answers.add(kind, tag, sentNanos, receivedNanos));
    }

    /** A WebSocket that opened. */
    void opened(Optional<RouteTag> route, long sentNanos, long receivedNanos) {
        answered(Kind.WEB_SOCKET, route, sentNanos, sentNanos, receivedNanos);
    }

    /** A message on a WebSocket. */
    synchronized void message() {
        messages++;
    }

    synchronized void lost(Kind kind, boolean keptConnection, LossCause cause, String detail) {
        tally(kind).lost++;
        if (losses.size() < LOSSES_IN_DETAIL) {
            losses.add(new Loss(timebase.at(timebase.nanos()), kind, keptConnection, cause, detail));
        }
    }

    synchronized LoadReport report() {
        Map<Kind, LoadReport.Figures> figures = new EnumMap<>(Kind.class);
        tallies.forEach((kind, tally) -> figures.put(kind, figures(kind, tally)));
        return new LoadReport(
                timebase.at(startNanos),
                TimeUnit.NANOSECONDS.toMillis(timebase.nanos() - startNanos),
                figures,
                messages,
                losses);
    }

    private static LoadReport.Figures figures(Kind kind, Tally tally) {
        // A lost request was a request; a WebSocket that broke had been counted when it opened.
        long begun = kind == Kind.WEB_SOCKET ? tally.answered : tally.answered + tally.lost;
        return new LoadReport.Figures(
                begun,
                tally.lost,
                new LoadReport.Latency(
                        millis(tally.micros, 50),
                        millis(tally.micros, 90),
                        millis(tally.micros, 99),
                        millis(tally.micros, 99.9),
                        tally.micros.getMaxValue() / 1e3));
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }

    private Tally tally(Kind kind) {
        return tallies.computeIfAbsent(kind, _ -> new Tally());
    }
}
