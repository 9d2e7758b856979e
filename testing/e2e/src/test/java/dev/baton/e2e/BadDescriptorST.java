package dev.baton.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.e2e.stage.Puppet;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.ScriptedServer;
import dev.baton.e2e.stage.SharedBaton;
import dev.baton.e2e.stage.World;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.model.ApplicationName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptors that are wrong, by every way in: each is refused with its reason, and nothing is started. */
@ExtendWith(SharedBaton.class)
class BadDescriptorST {

    private static RunningBaton baton;
    private static ScriptedServer server;

    @BeforeAll
    static void stage(RunningBaton sharedBaton, ScriptedServer sharedServer) {
        baton = sharedBaton;
        server = sharedServer;
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("nothing at all", "", "empty"),
                Arguments.of("not YAML", "name: [unclosed\nrun: }{", "YAML"),
                Arguments.of("a list", "- a\n- b\n", "keys and values"),
                Arguments.of("an unknown key", valid().put("nmae", "x").toString(), "nmae"),
                Arguments.of(
                        "a path as name",
                        valid().put("name", "../../etc/passwd").toString(),
                        "name"),
                Arguments.of(
                        "another directive as name",
                        valid().put("name", "x; } server {").toString(),
                        "name"),
                Arguments.of("two lines as name", valid().put("name", "x\ny").toString(), "name"),
                Arguments.of(
                        "a command as name", valid().put("name", "$(reboot)").toString(), "name"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void isRefusedOnTheCommandLineWithPlaceAndReason(String what, String text, String reason) throws IOException {
        var file = Files.createTempFile(baton.folder(), "bad-", ".yaml");
        Files.writeString(file, text);

        var result = baton.cli("deploy", file.toString(), "--version", "1");

        assertThat(result.exitCode()).as(what + ": " + result.errors()).isEqualTo(2);
        assertThat(result.errors()).containsIgnoringCase(reason).contains(file.toString());
        assertThat(result.output()).isEmpty();
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("nothing at all", "", "descriptor"),
                Arguments.of("not JSON", "{version:", "JSON"),
                Arguments.of("an empty descriptor", request(BatonJson.mapper().createObjectNode()), "name"),
                Arguments.of("an unknown key", request(valid().put("nmae", "x")), "nmae"),
                Arguments.of("a path as name", request(valid().put("name", "../../etc/passwd")), "name"),
                Arguments.of("another directive as name", request(valid().put("name", "x; } server {")), "name"),
                Arguments.of("two lines as name", request(valid().put("name", "x\ny")), "name"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void isAnsweredWith400AndTheReasonOverHttp(String what, String body, String reason) {
        var answer = baton.post("/deployments", body);

        assertThat(answer.statusCode()).as(what + ": " + answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.body()).contains(reason);
    }

    static Stream<Arguments> descriptors() {
        return Stream.of(
                Arguments.of("empty", BatonJson.mapper().createObjectNode(), "1", "name"),
                Arguments.of("a text", BatonJson.mapper().getNodeFactory().textNode("x"), "1", "keys and values"),
                Arguments.of("an unknown key", valid().put("nmae", "x"), "1", "nmae"),
                Arguments.of("another application", valid().put("name", "somebody-else"), "1", "somebody-else"),
                Arguments.of("a path as name", valid().put("name", "../../etc/passwd"), "1", "name"),
                Arguments.of("a directive as host", changed(d -> route(d).put("host", "x; } server {")), "1", "host"),
                Arguments.of("a command as version", valid(), "1; rm -rf /", "version"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("descriptors")
    void isRejectedByAnEventWhenItComesStraightToKafka(String what, JsonNode descriptor, String version, String why) {
        var request = Envelope.first(
                URI.create("/e2e"),
                new ApplicationName("hostile"),
                Optional.empty(),
                Clock.systemUTC().instant(),
                new DeployRequested(version, descriptor, "e2e", Optional.empty()));

        baton.publishRaw(Topic.REQUESTS, "hostile", new EventCodec().encode(request));

        var rejected = baton.events().awaitAnswer(request.id(), DeployRejected.class);
        assertThat(rejected.event().reasons())
                .as(what)
                .anySatisfy(reason -> assertThat(reason).contains(why));
        assertThat(World.sites(baton)).doesNotContain("hostile.conf");
    }

    @Test
    void reportsEveryFaultAtOnce() {
        var broken = valid().put("name", "Not A Name").put("nmae", "x");
        route(broken).put("listen", 80);

        var answer = baton.post("/deployments", request(broken));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("nmae", "listen", "name");
    }

    @Test
    void refusesASlotWhosePortIsInUseAndSaysByWhom() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var puppet = new Puppet("taken-slot", server, baton.mark());
            var descriptor = puppet.descriptor();
            var slots = route(descriptor).putArray("slots");
            List.of(
                            puppet.slotPorts().get(0),
                            taken.getLocalPort(),
                            puppet.slotPorts().get(2))
                    .forEach(slots::add);

            var id = baton.deploy(descriptor, "1");

            var rejected = baton.events().await(id, DeployRejected.class);
            assertThat(rejected.event().reasons())
                    .singleElement()
                    .satisfies(reason -> assertThat(reason)
                            .contains(
                                    "port " + taken.getLocalPort(),
                                    "in use",
                                    "process " + ProcessHandle.current().pid()));
            assertThat(baton.events().of(id, DeployAccepted.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc", "a;b", "a}b", "a\nb", "A"})
    void anApplicationWithAHostileNameHasNoWayIn(String name) {
        var promote = baton.post("/applications/" + URLEncoder.encode(name, UTF_8) + "/promote", "{}");

        assertThat(promote.statusCode()).as(promote.body()).isBetween(400, 404);
    }

    private static ObjectNode valid() {
        var descriptor = BatonJson.mapper().createObjectNode().put("name", "hostile");
        descriptor.putObject("run").putObject("process").putArray("command").add("false");
        var sync = descriptor.putObject("sync");
        sync.putObject("height").putObject("http").put("path", "/height").put("pointer", "");
        sync.putArray("tip").addObject().putObject("evm").put("url", "http://127.0.0.1:9");
        descriptor.putObject("route").put("listen", 31_999);
        return descriptor;
    }

    private static ObjectNode changed(Consumer<ObjectNode> change) {
        var descriptor = valid();
        change.accept(descriptor);
        return descriptor;
    }

    private static ObjectNode route(ObjectNode descriptor) {
        return (ObjectNode) descriptor.get("route");
    }

    private static String request(JsonNode descriptor) {
        var body = BatonJson.mapper().createObjectNode().put("version", "1");
        body.set("descriptor", descriptor);
        return body.toString();
    }
}
