package dev.baton.syncmonitor.adapter.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.descriptor.RequestBudget;
import dev.baton.descriptor.Source;
import dev.baton.model.SecretRef;
import dev.baton.syncmonitor.adapter.file.BudgetFiles;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider with keys and budgets, from a server that refuses what it does not know. */
class KeyedEndpointIT {

    private final Map<String, String> secrets =
            new ConcurrentHashMap<>(Map.of("KEY_A", "secret-of-key-a", "KEY_B", "secret-of-key-b"));
    private final Map<String, LongAdder> costs = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final EvmAnswers chain = new EvmAnswers(1_000);
    private final TinyServer server = new TinyServer();
    private final Web web = new Web(
            new Web.Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 20),
            (source, calls) ->
                    costs.computeIfAbsent(source, _ -> new LongAdder()).add(calls));
    private final Endpoints endpoints =
            new Endpoints(web, name -> Optional.ofNullable(secrets.get(name.secret())), Clock.systemUTC());

    @AfterEach
    void stop() {
        web.close();
        server.close();
    }

    @Test
    void takesTheKeysInTurn() {
        accepting("secret-of-key-a", "secret-of-key-b");
        var node = new EvmNode(endpoints.forLooks(evm(Optional.empty())));

        for (var look = 0; look < 4; look++) {
            assertThat(node.read()).isEqualTo(new Reading.Height(1_000));
        }

        assertThat(asked)
                .containsExactly(
                        "/v3/secret-of-key-a", "/v3/secret-of-key-b", "/v3/secret-of-key-a", "/v3/secret-of-key-b");
    }

    @Test
    void goesOnWithAnotherKeyWhenOneHasExpired() {
        accepting("secret-of-key-b");
        var node = new EvmNode(endpoints.forLooks(evm(Optional.empty())));

        for (var look = 0; look < 4; look++) {
            assertThat(node.read()).isEqualTo(new Reading.Height(1_000));
        }

        assertThat(asked).containsOnlyOnce("/v3/secret-of-key-a");
    }

    @Test
    void tellsNoKeyWhenAllAreRefused() {
        accepting();
        var reading = new EvmNode(endpoints.forLooks(evm(Optional.empty()))).read();

        assertThat(reading).isInstanceOf(Reading.Unknown.class);
        assertThat(reading.toString())
                .contains("status 403")
                .doesNotContain("secret-of-key-a")
                .doesNotContain("secret-of-key-b");
    }

    @Test
    void knowsNothingWhileAllKeysAreExpiredAndGoesOnWhenOneIsReplaced() {
        var accepted = accepting("secret-of-key-a", "secret-of-key-b");
        var now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        var later = new Endpoints(web, name -> Optional.ofNullable(secrets.get(name.secret())), following(now));
        var node = new EvmNode(later.forLooks(evm(Optional.empty())));
        assertThat(node.read()).isEqualTo(new Reading.Height(1_000));

        accepted.clear();
        assertUnknown(node.read(), "status 403: \"project id is not valid\"; has a key or a password expired?");
        assertUnknown(node.read(), "is not asked for 60 s: it has refused KEY_A, KEY_B; are they valid");
        assertThat(asked).hasSize(3);

        secrets.put("KEY_B", "ccc");
        accepted.add("ccc");
        assertUnknown(node.read(), "it has refused KEY_A, KEY_B");
        now.updateAndGet(at -> at.plusSeconds(61));
        assertThat(node.read()).isEqualTo(new Reading.Height(1_000));
        assertThat(node.read()).isEqualTo(new Reading.Height(1_000));
    }

    @Test
    void tellsNoKeyThatAnAnswerRepeats() {
        secrets.put("KEY_A", "f00dfeedcafe");
        secrets.put("KEY_B", "f00dfeedcafe");
        var answers = new ArrayDeque<>(List.of(
                Map.entry(401, "{\"error\":\"f00dfeedcafe has expired\"}"),
                Map.entry(500, "{\"error\":{\"message\":\"f00dfeedcafe is unknown\"}}"),
                Map.entry(200, "{\"error\":{\"message\":\"f00dfeedcafe is over its limit\"}}"),
                Map.entry(200, "no such page: /v3/f00dfeedcafe"),
                Map.entry(200, "{\"result\":\"f00dfeedcafe\"}")));
        var expected = List.of(
                "*** has expired", "*** is unknown", "*** is over its limit", "no such page: /v3/***", "\"***\"");
        server.answering("/", exchange -> {
            var answer = answers.remove();
            TinyServer.send(exchange, answer.getKey(), answer.getValue());
        });
        var source = new Source.Evm(server.at("/v3/"), List.of(new SecretRef("KEY_A")), Optional.empty());
        var node = new EvmNode(endpoints.forLooks(source));

        for (var reason : expected) {
            var reading = node.read();
            assertUnknown(reading, reason);
            assertThat(reading.toString()).doesNotContain("f00dfeed");
        }
    }

    @Test
    void saysWhichSecretIsMissingOrUnfit() {
        accepting("secret-of-key-a", "secret-of-key-b");
        secrets.clear();
        var node = new EvmNode(endpoints.forLooks(evm(Optional.empty())));

        assertThat(node.read())
                .isEqualTo(new Reading.Unknown("the secret KEY_A is missing: put it into the folder of secrets"));
        secrets.put("KEY_B", "b b#?");
        assertThat(node.read()).isEqualTo(new Reading.Unknown("the secret KEY_B does not fit behind an address"));
    }

    @Test
    void asksNothingOnceTheBudgetOfAllKeysIsUsedUp() {
        accepting("secret-of-key-a", "secret-of-key-b");
        // A quarter of a hundred a day is there at once.
        var evm = evm(Optional.of(new RequestBudget(Optional.empty(), Optional.of(100))));
        var node = new EvmNode(endpoints.forLooks(evm));

        for (var look = 0; look < 50; look++) {
            assertThat(node.read()).isEqualTo(new Reading.Height(1_000));
        }

        // Another deployment with the same provider has the same budget.
        var other = new EvmNode(endpoints.forLooks(evm)).read();
        assertThat(other)
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("budget (evm.budget) is used up for"));
        assertThat(asked).hasSize(50);
        assertThat(costs.values())
                .singleElement()
                .satisfies(cost -> assertThat(cost.sum()).isEqualTo(50));
    }

    @Test
    void remembersABudgetOverARestartForThatKeyOnlyAndBeginsAnewWhereTheFileIsDamaged(@TempDir Path directory)
            throws IOException {
        accepting("secret-of-key-a", "secret-of-key-b");
        var keyA = evm("KEY_A", new RequestBudget(Optional.empty(), Optional.of(100)));
        var node = new EvmNode(process(directory).forLooks(keyA));
        for (var look = 0; look < 25; look++) {
            assertThat(node.read()).isEqualTo(new Reading.Height(1_000));
        }

        // Without a word, as where it is killed.
        assertUnknown(new EvmNode(process(directory).forLooks(keyA)).read(), "budget (evm.budget) is used up");
        var keyB = evm("KEY_B", new RequestBudget(Optional.empty(), Optional.of(100)));
        assertThat(new EvmNode(process(directory).forLooks(keyB)).read()).isEqualTo(new Reading.Height(1_000));
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                assertThat(file.getFileName() + Files.readString(file))
                        .doesNotContain("secret-of-key-a", "KEY_", "127.0.0.1", "/v3");
                Files.writeString(file, "{");
            }
        }

        var anew = process(directory);
        assertThat(new EvmNode(anew.forLooks(keyA)).read()).isEqualTo(new Reading.Height(1_000));
        anew.keepBudgets();
        assertThat(new EvmNode(process(directory).forLooks(keyA)).read()).isEqualTo(new Reading.Height(1_000));
        assertThat(asked).hasSize(28);
    }

    @Test
    void paysForEachCallOfABatchAndWaitsForItsTurn() throws Unreachable {
        accepting("secret-of-key-a", "secret-of-key-b");
        var evm = evm(Optional.of(new RequestBudget(Optional.of(20), Optional.empty())));
        var begin = Instant.now();

        var hashes = new EvmNode(endpoints.forVerification(evm))
                .hashes(new TreeSet<>(LongStream.range(100, 180).boxed().toList()));

        assertThat(hashes).hasSize(80);
        assertThat(costs.values())
                .singleElement()
                .satisfies(cost -> assertThat(cost.sum()).isEqualTo(80));
        assertThat(asked).hasSize(9);
        // Twice nine at once, the rest at twenty a second.
        assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(900));
    }

    /** Returns the keys that are accepted, for changes. */
    private Set<String> accepting(String... keys) {
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        accepted.addAll(List.of(keys));
        server.answering("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            if (accepted.contains(exchange.getRequestURI().getPath().substring("/v3/".length()))) {
                chain.handle(exchange);
            } else {
                TinyServer.send(exchange, 403, "{\"error\":{\"code\":-32000,\"message\":\"project id is not valid\"}}");
            }
        });
        return accepted;
    }

    private static Clock following(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public Instant instant() {
                return Objects.requireNonNull(now.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static void assertUnknown(Reading reading, String reason) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains(reason));
    }

    private Endpoints process(Path directory) {
        return new Endpoints(
                web,
                name -> Optional.ofNullable(secrets.get(name.secret())),
                Clock.systemUTC(),
                new BudgetFiles(directory, Instant.now()));
    }

    private Source.Evm evm(String key, RequestBudget budget) {
        return new Source.Evm(server.at("/v3/"), List.of(new SecretRef(key)), Optional.of(budget));
    }

    private Source.Evm evm(Optional<RequestBudget> budget) {
        return new Source.Evm(
                URI.create("http://127.0.0.1:" + server.port() + "/v3/"),
                List.of(new SecretRef("KEY_A"), new SecretRef("KEY_B")),
                budget);
    }
}
