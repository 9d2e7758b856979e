package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.DockerClient;
import dev.baton.codec.BatonJson;
import dev.baton.demo.stage.DockerObjects;
import dev.baton.e2e.stage.PenumbraExample;
import dev.baton.e2e.stage.PenumbraImages;
import dev.baton.e2e.stage.PenumbraSource;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.GreenStarted;
import dev.baton.events.ImagesResolved;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SyncComplete;
import dev.baton.load.AnswerCheck;
import dev.baton.load.LoadPlan;
import dev.baton.load.LoadReport;
import dev.baton.load.LoadRun;
import dev.baton.load.PostBody;
import dev.baton.load.Timebase;
import dev.baton.load.Traffic;
import dev.baton.load.wire.Opening;
import dev.baton.load.wire.Target;
import dev.baton.model.DeploymentId;
import dev.baton.support.DockerEngine;
import dev.baton.support.DockerWorld;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The first user's application by its own descriptor and site, with stand-ins for its image and for its source: a version
 * with another data model is loaded from an archive, rebuilds the index in a database of its own, and takes over from the
 * one before while people ask over GraphQL and listen to subscriptions.
 */
class PenumbraST {

    private static final long BLOCKS = 1_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final String LATEST = "{\"query\":\"{ dbLatestBlock { height blockHashHex } }\"}";
    private static final String BLOCK =
            "{\"query\":\"query ($height: Int!) { dbBlock(height: $height) { blockHashHex } }\","
                    + "\"variables\":{\"height\":700}}";
    private static final Opening SUBSCRIPTION = new Opening(
            "graphql-transport-ws",
            List.of(
                    "{\"type\":\"connection_init\"}",
                    "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":"
                            + "\"subscription { latestBlocks(limit: 3) { height createdAt transactionsCount } }\"}}"));

    @Test
    void replacesTheExplorerWhilePeopleUseItsGraphQlAndSubscriptions() throws Exception {
        try (var engine = DockerEngine.connect();
                var baton = RunningBaton.start();
                var objects = DockerObjects.of(baton.folder())) {
            var images = PenumbraImages.build(baton.folder());
            try {
                play(engine, baton, images);
                baton.down();
            } finally {
                objects.remove();
                List.of("1", "2").forEach(version -> images.remove(engine, version));
            }
            assertThat(DockerWorld.labelled(
                                    engine, "dev.baton.", baton.directory().toString())
                            .objects())
                    .isEmpty();
        }
    }

    private static void play(DockerClient engine, RunningBaton baton, PenumbraImages images) throws Exception {
        List.of("1", "2").forEach(version -> images.ship(engine, version));
        var source = PenumbraSource.start(engine, baton.folder(), images.source(), BLOCKS);
        var example =
                PenumbraExample.write(Files.createDirectories(baton.folder().resolve("example")), images, source);
        baton.secret("PENUMBRA_SOURCE_DB_URL", source.urlInside());
        baton.secret("PENUMBRA_SOURCE_DB_PASSWORD", PenumbraSource.PASSWORD);
        baton.secret("PENUMBRA_EXPLORER_DB_PASSWORD", "explorer-secret");

        var one = deploy(baton, example, "1");
        assertThat(baton.events()
                        .of(one, ImagesResolved.class)
                        .getFirst()
                        .event()
                        .images())
                .anySatisfy(image -> assertThat(image.reference()).isEqualTo(images.shipped() + ":1"));
        assertThat(version(example)).isEqualTo("1");
        LoadReport report;
        try (var users = users(example.listen(), source.hash(700))) {
            var two = deploy(baton, example, "2");
            assertThat(version(example)).isEqualTo("2");
            verifiedByHashes(baton, two);
            assertThat(users.answers().perRoute().keySet().stream()
                            .map(route -> route.epoch() + " " + route.deployment()))
                    .as("routes by which users were served, in order")
                    .containsExactly("1 " + one, "2 " + two);
            report = users.stop();
        }
        assertThat(report.losses()).isEmpty();
        assertThat(report.requests()).isGreaterThan(500);
        assertThat(report.webSocketsOpened()).isEqualTo(8);
        assertThat(report.webSocketMessages()).isGreaterThan(100);
        assertThat(ask(example, BLOCK).at("/data/dbBlock/blockHashHex").asText())
                .isEqualTo(source.hash(700));
        assertNothingSecretWasSaid(baton);
    }

    private static DeploymentId deploy(RunningBaton baton, PenumbraExample example, String version) {
        var result = baton.cli("deploy", example.descriptor().toString(), "--version", version);
        assertThat(result.exitCode()).as(result.errors() + result.output()).isZero();
        var events = baton.events();
        var id = events.await(
                        DeployAccepted.class, event -> event.event().version().equals(version))
                .deployment()
                .orElseThrow();
        events.await(id, ImagesResolved.class);
        events.await(id, GreenStarted.class);
        events.await(id, SyncComplete.class);
        events.await(id, DataVerified.class);
        events.await(id, SwitchConfirmed.class);
        return id;
    }

    private static void verifiedByHashes(RunningBaton baton, DeploymentId two) {
        var verification =
                baton.events().of(two, DataVerified.class).getFirst().event().verification();
        assertThat(verification.checks())
                .extracting(check -> check.name() + " against " + check.against())
                .contains(
                        "identity against source",
                        "gaps against itself",
                        "hashes against source",
                        "hashes against blue");
        assertThat(verification.pinnedHeight()).isGreaterThan(BLOCKS / 2);
    }

    private static LoadRun users(int port, String hash) {
        var routed = AnswerCheck.routed();
        List<Traffic> traffic = List.of(
                new Traffic.Posts(
                        "/graphql",
                        PostBody.text("application/json", LATEST),
                        8,
                        30,
                        routed.and(AnswerCheck.containing("\"blockHashHex\":\""))),
                new Traffic.Posts(
                        "/graphql",
                        PostBody.text("application/json", BLOCK),
                        8,
                        30,
                        routed.and(AnswerCheck.containing(hash))),
                new Traffic.KeepAliveGets("/health", 4, 10, routed.and(AnswerCheck.containing("OK"))),
                new Traffic.NewConnectionGets("/graphql/playground", 4, 5, routed.and(AnswerCheck.notEmpty())),
                new Traffic.WebSockets(
                        "/graphql/ws",
                        SUBSCRIPTION,
                        8,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30)));
        return LoadRun.start(
                new LoadPlan(Target.loopback(port), traffic, LONGEST, 100_000, ANSWER_WITHIN), Timebase.ofSystem());
    }

    private static JsonNode ask(PenumbraExample example, String query) throws IOException, InterruptedException {
        return BatonJson.mapper().readTree(overTls(example, query).body());
    }

    private static String version(PenumbraExample example) throws IOException, InterruptedException {
        return overTls(example, LATEST)
                .headers()
                .firstValue("X-Stand-In-Version")
                .orElse("none");
    }

    /** As users come: by the `listen` of the site's own, with its certificate and headers. */
    private static HttpResponse<String> overTls(PenumbraExample example, String query)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().sslContext(example.trust()).build()) {
            var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + example.tls() + "/graphql"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(query));
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
            return answer;
        }
    }

    private static void assertNothingSecretWasSaid(RunningBaton baton) {
        assertThat(baton.audit("/applications/penumbra-explorer").toString())
                .doesNotContain(PenumbraSource.PASSWORD, "explorer-secret");
    }
}
