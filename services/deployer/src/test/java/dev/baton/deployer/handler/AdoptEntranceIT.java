package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.events.AdoptRequested;
import dev.baton.events.Adopted;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.RequestRejected;
import dev.baton.model.ApplicationName;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Adoption by HTTP: the packaged deployer, a real broker, and processes that it did not start. */
@ExtendWith(SharedDeployer.class)
class AdoptEntranceIT {
    private static DeployerProcess deployer;
    private static TestLog log;

    @BeforeAll
    static void stage(Stage shared) {
        deployer = shared.deployer();
        log = shared.log();
    }

    @Test
    void whatRunsIsAdoptedOnceHoweverOftenItIsAskedFor() throws IOException {
        ApplicationName application = Cast.application("http");
        int port = FreePorts.next();
        Process server = server(port);
        ObjectNode body = body(application, b -> b.put("pid", server.pid()).put("slot", "b"));

        HttpResponse<String> first = post(body, "Idempotency-Key", "adopt-" + application);
        HttpResponse<String> second = post(body, "Idempotency-Key", "adopt-" + application);
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        Envelope<Adopted> adopted = log.await(application, Adopted.class);
        assertThat(BatonJson.mapper().readTree(first.body()).path("deployment").asText())
                .isEqualTo(adopted.deployment().orElseThrow().toString());
        assertThat(adopted.event().version()).isEqualTo("1.0");
        assertThat(adopted.event().slot().letter()).isEqualTo("b");
        assertThat(adopted.event().address().port()).isEqualTo(port);
        assertThat(adopted.event().requestedBy()).isEqualTo("ann");

        assertThat(post(body).statusCode()).isEqualTo(202);
        assertThat(log.await(application, Adopted.class, 2))
                .allSatisfy(answer -> assertThat(answer.deployment()).isEqualTo(adopted.deployment()));

        post(body(application, b -> b.put("pid", server.pid()).put("version", "1.1")));
        assertThat(refused(application))
                .singleElement()
                .asString()
                .contains("is in Baton's care already", "./baton deploy");

        ApplicationName other = Cast.application("other");
        post(body(other, b -> b.put("pid", server.pid())));
        assertThat(refused(other)).singleElement().asString().contains("adopted already", application.value());
    }

    @Test
    void whatIsNotThereIsSaidWithWhatToDo() throws Exception {
        Process ended = ChildProcesses.start(new ProcessBuilder("true"));
        ended.waitFor();
        assertThat(refusal(b -> b.put("pid", ended.pid())))
                .singleElement()
                .asString()
                .contains("no process has the PID " + ended.pid());
        assertThat(refusal(b -> b.put("container", "nobody")))
                .singleElement()
                .asString()
                .containsIgnoringCase("docker");
        int nobody = FreePorts.next();
        assertThat(refusal(b -> b.put("address", "127.0.0.1:" + nobody)))
                .singleElement()
                .asString()
                .contains("127.0.0.1:" + nobody, "not healthy", "run.health or the address");
    }

    @Test
    void aWrongRequestIsRefusedBeforeItIsOnRecord() {
        ApplicationName application = Cast.application("wrong");
        assertFault(application, b -> {}, "nothing to adopt is named");
        assertFault(application, b -> b.put("pid", 1).put("container", "x"), "both a container and a process");
        assertFault(application, b -> b.put("pid", "one"), "pid is not a whole number");
        assertFault(application, b -> b.put("address", "127.0.0.1"), "an address is HOST:PORT");
        assertFault(application, b -> b.put("address", "127.0.0.1:99999"), "a port is 1 to 65535");
        assertFault(application, b -> b.put("pid", 1).put("slot", "d"), "a slot is a, b or c");
        assertFault(application, b -> b.put("pid", 1).put("force", true), "\"force\" is unknown");
        assertFault(application, b -> b.put("pid", 1).remove("version"), "version is missing");
        assertFault(application, b -> b.put("pid", 1).remove("descriptor"), "descriptor is missing");
        String answer = assertFault(
                application,
                b -> b.put("pid", 1).put("database", "postgresql://me:hunter2@db/shop"),
                "holds no password");
        assertThat(answer).doesNotContain("hunter2");
        assertThat(log.events(application, RequestRejected.class)).isEmpty();
    }

    private static String assertFault(ApplicationName application, Consumer<ObjectNode> change, String fault) {
        HttpResponse<String> answer = post(body(application, change));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(BatonJson.mapper().valueToTree(answer.body()).asText().replace("\\\"", "\""))
                .contains(fault);
        return answer.body();
    }

    private static List<String> refusal(Consumer<ObjectNode> change) {
        ApplicationName application = Cast.application("absent");
        assertThat(post(body(application, change)).statusCode()).isEqualTo(202);
        return refused(application);
    }

    private static List<String> refused(ApplicationName application) {
        Envelope<RequestRejected> rejected = log.await(application, RequestRejected.class);
        assertThat(rejected.event().request()).isEqualTo(Event.typeOf(AdoptRequested.class));
        return rejected.event().reasons();
    }

    private static HttpResponse<String> post(ObjectNode body, String... headers) {
        return deployer.post("/adoptions", "application/json", body.toString(), headers);
    }

    private static ObjectNode body(ApplicationName application, Consumer<ObjectNode> change) {
        ObjectNode descriptor = Cast.descriptor(application, FreePorts.next(), "", Cast.SERVER);
        descriptor.remove(List.of("database", "verify"));
        descriptor
                .withObject("/sync")
                .putObject("height")
                .putObject("http")
                .put("path", "/h")
                .put("pointer", "/h");
        ObjectNode body =
                BatonJson.mapper().createObjectNode().put("version", "1.0").put("requestedBy", "ann");
        body.set("descriptor", descriptor);
        change.accept(body);
        return body;
    }

    /** As somebody would start it by hand. */
    private static Process server(int port) {
        Process server = ChildProcesses.start(new ProcessBuilder(Cast.SERVER.stream()
                        .map(word -> word.replace("{port}", Integer.toString(port)))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
            }
        });
        return server;
    }
}
