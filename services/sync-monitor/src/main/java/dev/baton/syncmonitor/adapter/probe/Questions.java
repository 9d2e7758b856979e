package dev.baton.syncmonitor.adapter.probe;

import dev.baton.syncmonitor.domain.verification.BlockHash;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks a node several questions about blocks at a time, but never more than it bears. */
final class Questions {

    /** A public node refuses whom it takes for a flood. */
    private static final int AT_A_TIME = 8;

    private Questions() {}

    /** One question; its answer are the hashes at some heights. */
    @FunctionalInterface
    interface Question<Q> {
        Map<Long, BlockHash> ask(Q question) throws Unreachable;
    }

    /** All the answers; where one fails, those that wait are not asked any more. */
    static <Q> SortedMap<Long, BlockHash> ask(Collection<Q> questions, Question<Q> asking) throws Unreachable {
        var found = new TreeMap<Long, BlockHash>();
        var threads = Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory());
        try {
            var answers = new ArrayList<Future<Map<Long, BlockHash>>>();
            for (var question : questions) {
                answers.add(threads.submit((Callable<Map<Long, BlockHash>>) () -> asking.ask(question)));
            }
            for (var answer : answers) {
                found.putAll(answer.get());
            }
            return found;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Unreachable unreachable) {
                throw unreachable;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted");
        } finally {
            threads.shutdownNow();
        }
    }
}
