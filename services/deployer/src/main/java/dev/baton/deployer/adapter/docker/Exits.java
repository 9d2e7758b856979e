package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import dev.baton.deployer.domain.Exit;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * How containers ended that the engine has started again: they themselves do not tell it any more, the engine's events
 * do, for a while.
 */
final class Exits {
    private static final int ANSWER_LIMIT_SECONDS = 5;

    private final DockerEngine engine;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Exits(DockerEngine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    private record Known(int restarts, Exit exit) {}

    /** The last exit of a container. Asked once for each. */
    Exit last(ContainerView container) {
        if (!container.runs()) {
            return container.exit();
        }
        Known remembered = known.get(container.id());
        if (remembered != null && remembered.restarts() == container.restarts()) {
            return remembered.exit();
        }
        Exit asked = ask(container);
        known.put(container.id(), new Known(container.restarts(), asked));
        return asked;
    }

    private Exit ask(ContainerView container) {
        List<Event> events = new CopyOnWriteArrayList<>();
        engine.ask(client -> {
            try {
                return client.eventsCmd()
                        .withContainerFilter(container.id())
                        .withEventFilter("die", "oom")
                        // The engine keeps the last 256 events of all.
                        .withSince("0")
                        .withUntil(now())
                        .exec(new ResultCallback.Adapter<Event>() {
                            @Override
                            public void onNext(Event event) {
                                events.add(event);
                            }
                        })
                        .awaitCompletion(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
        OptionalInt code = OptionalInt.empty();
        boolean outOfMemory = false;
        for (Event event : events) {
            if ("oom".equals(event.getAction())) {
                outOfMemory = true;
            } else {
                code = code(event);
            }
        }
        return container.exit(code, outOfMemory || container.outOfMemory());
    }

    /** Up to now and not a moment longer, or the engine would wait for that moment. */
    private String now() {
        Instant instant = clock.instant();
        return "%d.%09d".formatted(instant.getEpochSecond(), instant.getNano());
    }

    private static OptionalInt code(Event event) {
        return Optional.ofNullable(event.getActor())
                .map(EventActor::getAttributes)
                .map(attributes -> attributes.get("exitCode"))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElse(OptionalInt.empty());
    }
}
