package dev.baton.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Every accepted answer that named its route, in columns: some 20 bytes each, so that millions fit. Safe to ask while
 * load runs.
 */
public final class AnswerLog {

    private final Timebase timebase;
    private final List<RouteTag> routes = new ArrayList<>();
    private final Map<RouteTag, Integer> routeNumbers = new LinkedHashMap<>();
    private long[] sent = new long[4096];
    private long[] received = new long[4096];
    private short[] route = new short[4096];
    private byte[] kind = new byte[4096];
    private int size;

    /** Empty; times are related by this. */
    public AnswerLog(Timebase timebase) {
        this.timebase = timebase;
    }

    /** Takes an answer; the times are monotonic readings of the time base. */
    public synchronized void add(Kind answerKind, RouteTag tag, long sentNanos, long receivedNanos) {
        int number = routeNumbers.computeIfAbsent(tag, t -> {
            routes.add(t);
            return routes.size() - 1;
        });
        if (number > Short.MAX_VALUE) {
            throw new IllegalStateException("More than " + Short.MAX_VALUE + " routes in one run");
        }
        if (size == sent.length) {
            int larger = size * 2;
            sent = Arrays.copyOf(sent, larger);
            received = Arrays.copyOf(received, larger);
            route = Arrays.copyOf(route, larger);
            kind = Arrays.copyOf(kind, larger);
        }
        sent[size] = sentNanos;
        received[size] = receivedNanos;
        route[size] = (short) number;
        kind[size] = (byte) answerKind.ordinal();
        size++;
    }

    /** How many answers are on record. */
    public synchronized int size() {
        return size;
    }

    /** How many answers each route gave, in the order in which the routes first answered. */
    public synchronized Map<RouteTag, Long> perRoute() {
        Map<RouteTag, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            counts.merge(routes.get(route[i]), 1L, Long::sum);
        }
        return counts;
    }

    /** The first answer by {@code deployment} that was complete at {@code time} or later. */
    public Optional<Answer> firstBy(String deployment, Instant time) {
        return first(tag -> tag.deployment().equals(deployment), time);
    }

    /** The first answer by a route that {@code which} accepts that was complete at {@code time} or later. */
    public synchronized Optional<Answer> first(Predicate<RouteTag> which, Instant time) {
        long from = timebase.nanosAt(time);
        return IntStream.range(0, size)
                .filter(i -> received[i] >= from && which.test(routes.get(route[i])))
                .boxed()
                .min(Comparator.comparingLong(i -> received[i]))
                .map(this::answer);
    }

    /**
     * Answers by {@code deployment} to requests begun at {@code time} or later, oldest first. With the deployment that
     * was switched away and the time at which the switch was reported, this must be empty.
     */
    public synchronized List<Answer> byBegunAfter(String deployment, Instant time) {
        long from = timebase.nanosAt(time);
        return IntStream.range(0, size)
                .filter(i ->
                        sent[i] >= from && routes.get(route[i]).deployment().equals(deployment))
                .boxed()
                .sorted(Comparator.comparingLong(i -> sent[i]))
                .map(this::answer)
                .toList();
    }

    private Answer answer(int i) {
        return new Answer(Kind.values()[kind[i]], routes.get(route[i]), timebase.at(sent[i]), timebase.at(received[i]));
    }
}
