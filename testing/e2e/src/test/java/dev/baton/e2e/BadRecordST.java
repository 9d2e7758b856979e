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
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    @ParameterizedTest
    @EnumSource(names = {"REQUESTS", "DEPLOYMENTS"})
    void goesToTheDeadLettersOnceAndStopsNobody(Topic topic) {
        var name = "after-bad-" + topic.name().toLowerCase(Locale.ROOT);
        var bad = Map.of(
                "{ this is not JSON, " + UUID.randomUUID(),
                "not a CloudEvent",
                "{\"some\":\"JSON\",\"n\":\"" + UUID.randomUUID() + "\"}",
                "not a CloudEvent",
                event("dev.baton.green-painted.v1"),
                "green-painted",
                event("dev.baton.deploy-requested.v99"),
                "deploy-requested.v99");

        bad.keySet().forEach(text -> baton.publishRaw(topic, name, text.getBytes(UTF_8)));

        // The same key, and so the same partition: whoever stopped at a record would not get here.
        var puppet = new Puppet(name, server, baton.mark());
        puppet.version("1", 100);
        var id = baton.deploy(puppet.descriptor(), "1");
        baton.events().await(id, SwitchConfirmed.class);
        await().atMost(Duration.ofSeconds(20))
                .during(TWO_COPIES_WOULD_HAVE_COME)
                .untilAsserted(() -> bad.forEach((text, reason) -> isBuriedOnce(topic, text, reason)));
    }

    private static void isBuriedOnce(Topic topic, String text, String reason) {
        assertThat(baton.events().deadLetters(text.getBytes(UTF_8)))
                .as(text)
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.topic()).isEqualTo(topic.deadLettersIn(Topic.DEFAULT_PREFIX));
                    assertThat(letter.headers())
                            .containsEntry("baton-dead-letter-topic", topic.in(Topic.DEFAULT_PREFIX))
                            .hasEntrySatisfying(
                                    "baton-dead-letter-reason",
                                    said -> assertThat(said).containsIgnoringCase(reason));
                });
    }

    private static String event(String type) {
        return """
                {"specversion":"1.0","id":"%s","source":"/e2e","type":"%s","subject":"nobody",\
                "time":"2026-01-01T00:00:00Z","datacontenttype":"application/json","data":{}}""".formatted(UUID.randomUUID(), type);
    }
}
