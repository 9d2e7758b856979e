package dev.baton.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.codec.Topic;
import dev.baton.e2e.stage.Puppet;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.ScriptedServer;
import dev.baton.e2e.stage.SharedBaton;
import dev.baton.events.SwitchConfirmed;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that nobody can read: one copy goes to the dead letters with the reason, and every consumer reads on. */
@ExtendWith(SharedBaton.class)
class BadRecordST {

    private static final Duration TWO_COPIES_WOULD_HAVE_COME = Duration.ofSeconds(1);

    private static RunningBaton baton;
    private static ScriptedServer server;

    @BeforeAll
    static void stage(RunningBaton sharedBaton, ScriptedServer sharedServer) {
        baton = sharedBaton;
        server = sharedServer;
    }

    static Stream<Arguments> records() {
        return Stream.of(Topic.REQUESTS, Topic.DEPLOYMENTS)
                .flatMap(topic -> Stream.of(
                        Arguments.of(topic, "not JSON", "{ this is not JSON, " + UUID.randomUUID(), "JSON"),
                        Arguments.of(topic, "no event", "{\"some\":\"JSON\",\"n\":\"" + UUID.randomUUID() + "\"}", ""),
                        Arguments.of(topic, "unknown type", event("dev.baton.green-painted.v1"), "green-painted"),
                        Arguments.of(topic, "unknown version", event("dev.baton.deploy-requested.v99"), "v99")));
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("records")
    void goesToTheDeadLettersOnceAndStopsNobody(Topic topic, String what, String text, String reason) {
        var name = "after-" + UUID.randomUUID().toString().substring(0, 8);
        var value = text.getBytes(UTF_8);

        baton.publishRaw(topic, name, value);

        // The same key, and so the same partition: whoever stopped at the record would not get here.
        var puppet = new Puppet(name, server, baton.mark());
        puppet.version("1", 100);
        var id = baton.deploy(puppet.descriptor(), "1");
        baton.events().await(id, SwitchConfirmed.class);
        await().atMost(Duration.ofSeconds(20))
                .during(TWO_COPIES_WOULD_HAVE_COME)
                .untilAsserted(() -> assertThat(baton.events().deadLetters(value))
                        .as(what)
                        .singleElement()
                        .satisfies(letter -> {
                            assertThat(letter.topic()).isEqualTo(topic.deadLettersIn(Topic.DEFAULT_PREFIX));
                            assertThat(letter.headers().get("baton-dead-letter-topic"))
                                    .isEqualTo(topic.in(Topic.DEFAULT_PREFIX));
                            assertThat(letter.headers().get("baton-dead-letter-reason"))
                                    .isNotBlank()
                                    .contains(reason);
                        }));
    }

    private static String event(String type) {
        return """
                {"specversion":"1.0","id":"%s","source":"/e2e","type":"%s","subject":"nobody",\
                "time":"2026-01-01T00:00:00Z","datacontenttype":"application/json","data":{}}""".formatted(UUID.randomUUID(), type);
    }
}
