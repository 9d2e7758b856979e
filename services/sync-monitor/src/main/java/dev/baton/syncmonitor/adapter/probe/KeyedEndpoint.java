package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.SecretRef;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.Secrets;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A provider that is asked with its keys in turn, each within its budget. A key that it refuses rests for a while. */
final class KeyedEndpoint implements Endpoint {

    /** Not allowed, or too many requests. */
    private static final Set<Integer> REFUSALS = Set.of(401, 402, 403, 429);

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration REST = Duration.ofSeconds(60);
    private static final Pattern FIT = Pattern.compile("[A-Za-z0-9._~%+=/-]+");

    private final Web web;
    private final URI url;
    private final List<Key> keys;
    private final Secrets secrets;
    private final Clock clock;
    private final Duration patience;
    private final boolean generous;
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * One of the keys with what may be asked with it.
     *
     * @param name empty where the provider needs none
     */
    record Key(Optional<SecretRef> name, Allowance allowance) {}

    /**
     * @param patience how long a request waits for a budget
     * @param generous whether a budget may be used to its last call
     */
    KeyedEndpoint(Web web, URI url, List<Key> keys, Secrets secrets, Clock clock, Duration patience, boolean generous) {
        this.web = web;
        this.url = url;
        this.keys = List.copyOf(keys);
        this.secrets = secrets;
        this.clock = clock;
        this.patience = patience;
        this.generous = generous;
    }

    @Override
    public String name() {
        return "evm " + Web.shown(url);
    }

    @Override
    public int most() {
        return keys.stream().mapToInt(key -> key.allowance().most()).min().orElse(1);
    }

    @Override
    public JsonNode post(JsonNode document, int calls) throws NoAnswer {
        var refusal = Optional.<NoAnswer>empty();
        for (var tries = 0; tries < keys.size(); tries++) {
            var key = next(calls, refusal);
            var value = value(key);
            try {
                return web.post(URI.create(url + value.orElse("")), document, calls, value);
            } catch (NoAnswer none) {
                if (keys.size() == 1 || !REFUSALS.contains(none.status())) {
                    throw none;
                }
                key.allowance().restUntil(clock.instant().plus(REST));
                refusal = Optional.of(none);
            }
        }
        throw refusal.orElseThrow();
    }

    /** The next key that has calls left; waits for one where that is worth it. */
    private Key next(int calls, Optional<NoAnswer> refusal) throws NoAnswer {
        var left = patience;
        while (true) {
            var now = clock.instant();
            var shortest = LONGEST;
            var first = turn.getAndIncrement();
            for (var i = 0; i < keys.size(); i++) {
                var key = keys.get(Math.floorMod(first + i, keys.size()));
                var wait = key.allowance().take(calls, generous, now);
                if (wait.isEmpty()) {
                    return key;
                }
                shortest = wait.get().compareTo(shortest) < 0 ? wait.get() : shortest;
            }
            if (shortest.compareTo(left) > 0) {
                throw refusal.orElse(exhausted(now, Math.max(1, shortest.toSeconds())));
            }
            sleep(shortest);
            left = left.minus(shortest);
        }
    }

    private NoAnswer exhausted(Instant now, long seconds) {
        var refused = keys.stream()
                .filter(key -> key.allowance().rests(now))
                .flatMap(key -> key.name().stream())
                .map(SecretRef::secret)
                .collect(Collectors.joining(", "));
        return new NoAnswer(
                refused.isEmpty()
                        ? name() + " is not asked: its budget (evm.budget) is used up for " + seconds
                                + " s; raise it, or sync.interval"
                        : name() + " is not asked for " + seconds + " s: it has refused " + refused
                                + "; are they valid, and is evm.budget within what it allows?");
    }

    private Optional<String> value(Key key) throws NoAnswer {
        if (key.name().isEmpty()) {
            return Optional.empty();
        }
        var name = key.name().get();
        var value = secrets.find(name)
                .orElseThrow(() ->
                        new NoAnswer("the secret " + name.secret() + " is missing: put it into the folder of secrets"));
        if (!FIT.matcher(value).matches()) {
            throw new NoAnswer("the secret " + name.secret() + " does not fit behind an address");
        }
        return Optional.of(value);
    }

    private void sleep(Duration pause) throws NoAnswer {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NoAnswer(name() + ": interrupted");
        }
    }
}
