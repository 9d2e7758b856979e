package dev.baton.audit.topology;

import dev.baton.audit.domain.chain.Place;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told. */
final class CountingObserver implements TrailObserver {

    final List<String> recorded = new ArrayList<>();
    final List<String> duplicates = new ArrayList<>();
    final List<String> deadLetters = new ArrayList<>();
    int samples;

    @Override
    public void recorded(String eventType) {
        recorded.add(eventType);
    }

    @Override
    public void duplicate(String eventType) {
        duplicates.add(eventType);
    }

    @Override
    public void sampled() {
        samples++;
    }

    @Override
    public void deadLettered(Place source, String reason) {
        deadLetters.add(reason);
    }
}
