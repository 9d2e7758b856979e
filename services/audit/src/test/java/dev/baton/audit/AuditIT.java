package dev.baton.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.audit.topology.AuditHeaders;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.StandbyLost;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service against a real broker, with several partitions: each test has applications of its own. */
class AuditIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int PARTITIONS = 3;

    private static AuditProcess audit;

    @BeforeAll
    static void start(@TempDir Path directory) {
        audit = new AuditProcess(directory, PARTITIONS).ready();
    }

    @AfterAll
    static void stop() {
        audit.close();
    }

    @Test
    void answersWhoServesAndHowADeploymentCameThere() throws IOException, InterruptedException {
        var shop = Deploys.of("shop");
        audit.send(Topic.REQUESTS, shop.requested());
        shop.completed(1).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        shop.completed(2).subList(0, 3).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        audit.send(Topic.SYNC_PROGRESS, shop.progress(2, 70, 750));
        awaitRecorded(shop, 12);
        await().atMost(SOON)
                .until(() -> audit.json("/applications/shop/progress")
                                .at("/progress")
                                .size()
                        == 1);

        var application = audit.json("/applications/shop");
        assertThat(application.at("/live/version").asText()).isEqualTo("v1");
        assertThat(application.at("/live/stage").asText()).isEqualTo("Live");
        assertThat(application.at("/epoch").asLong()).isEqualTo(1);
        assertThat(application.at("/inProgress/stage").asText()).isEqualTo("Synced");
        assertThat(application.at("/inProgress/progress/lag").asLong()).isEqualTo(250);
        assertThat(application.at("/deployments")).hasSize(2);
        assertThat(application.at("/asOf/sequence").asLong()).isEqualTo(12);

        var deployment = audit.json("/deployments/" + shop.id(1));
        assertThat(deployment.at("/outcome").asText()).isEqualTo("COMPLETED");
        assertThat(deployment.at("/timeline/0/stage").asText()).isEqualTo("Starting");
        assertThat(deployment.at("/timeline/0/duration").asText()).isEqualTo("PT1S");
        assertThat(deployment.at("/timeline/1/duration").asText()).isEqualTo("PT59S");

        assertThat(audit.json("/applications?limit=1&after=shoo")
                        .at("/applications/0/name")
                        .asText())
                .isEqualTo("shop");
        assertThat(texts(audit.json("/deployments/" + shop.id(1) + "/events"), "/event/id"))
                .hasSize(8);
        assertThat(texts(audit.json("/deployments/" + shop.id(1) + "/events?last=1"), "/event/type"))
                .containsExactly("dev.baton.deploy-completed.v1");
    }

    @Test
    void explainsWhatADeploymentWaitsFor() throws IOException, InterruptedException {
        var waits = Deploys.of("waits");
        var life = waits.completed(1);
        life.subList(0, 2).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        audit.send(Topic.SYNC_PROGRESS, waits.progress(1, 20, 588));
        audit.send(Topic.SYNC_PROGRESS, waits.assessed(1, 20, 412));
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> audit.json("/applications/waits/explanation").has("readiness"));

        var syncing = audit.json("/applications/waits/explanation");
        assertThat(syncing.at("/stage").asText()).isEqualTo("Syncing");
        assertThat(syncing.at("/waiting/what").asText()).contains("every condition of readiness");
        assertThat(syncing.at("/waiting/since").asText()).isEqualTo("2026-03-01T12:00:01Z");
        assertThat(syncing.at("/readiness/ready").asBoolean()).isFalse();
        assertThat(syncing.at("/readiness/conditions/0/value").asText()).isEqualTo("412 blocks");
        assertThat(syncing.at("/readiness/conditions/0/holds").asBoolean()).isFalse();
        assertThat(syncing.at("/readiness/conditions/0/since").asText()).isEqualTo("2026-03-01T12:00:02Z");
        assertThat(syncing.at("/readiness/conditions/0/remedy").asText()).isEqualTo("more blocks");
        assertThat(syncing.at("/readiness/readyFrom").asText()).isEqualTo("2026-03-01T12:01:20Z");

        audit.send(Topic.DEPLOYMENTS, life.get(2));
        audit.send(Topic.SYNC_PROGRESS, waits.verifying(1, 61, 16));
        await().atMost(SOON)
                .until(() -> audit.json("/applications/waits/explanation").has("verification"));
        assertThat(audit.json("/applications/waits")
                        .at("/inProgress/verification/done")
                        .asLong())
                .isEqualTo(16);

        life.subList(3, 8).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        awaitRecorded(waits, 8);
        var live = audit.json("/applications/waits/explanation?deployment=" + waits.id(1));
        assertThat(live.at("/stage").asText()).isEqualTo("Live");
        assertThat(live.has("waiting")).isFalse();
        assertThat(audit.get("/applications/waits/explanation?deployment=" + waits.id(2))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void saysWhetherARollbackIsPossible() throws IOException, InterruptedException {
        var back = Deploys.of("back");
        back.completed(1).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        awaitRecorded(back, 8);
        var first = audit.json("/applications/back").at("/rollback");
        assertThat(first.at("/possible").asBoolean(true)).isFalse();
        assertThat(first.at("/reason").asText()).isEqualTo("no version that served before is kept");

        back.completed(2).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        audit.send(Topic.SYNC_PROGRESS, back.progress(1, 7_000, 998));
        awaitRecorded(back, 16);
        await().atMost(SOON)
                .until(() -> audit.json("/applications/back").at("/rollback").has("progress"));
        var open = audit.json("/applications/back").at("/rollback");
        assertThat(open.at("/possible").asBoolean()).isTrue();
        assertThat(open.at("/version").asText()).isEqualTo("v1");
        assertThat(open.at("/until").asText())
                .isEqualTo(audit.json("/applications/back").at("/standby/until").asText());
        assertThat(open.at("/progress/lag").asLong()).isEqualTo(2);

        audit.send(Topic.DEPLOYMENTS, back.event(1, 8_000, new StandbyLost("not healthy for 6 s: HTTP 500")));
        awaitRecorded(back, 17);
        var lost = audit.json("/applications?after=bacj&limit=1").at("/applications/0/rollback");
        assertThat(lost.at("/possible").asBoolean(true)).isFalse();
        assertThat(lost.at("/since").asText()).isEqualTo("2026-03-01T14:13:20Z");
        assertThat(lost.at("/reason").asText()).isEqualTo("not healthy for 6 s: HTTP 500");
        assertThat(lost.has("progress")).isFalse();
    }

    @Test
    void pagesThroughAllEventsOfAnApplication() throws IOException, InterruptedException {
        var pages = Deploys.of("pages");
        var sent = new ArrayList<String>();
        for (var number = 1; number <= 5; number++) {
            for (var event : pages.completed(number)) {
                sent.add(event.id().value());
                audit.send(Topic.DEPLOYMENTS, event);
            }
        }
        awaitRecorded(pages, sent.size());

        var read = new ArrayList<String>();
        var after = 0L;
        JsonNode page;
        do {
            page = audit.json("/applications/pages/events?limit=7&after=" + after);
            assertThat(page.at("/events").size()).isLessThanOrEqualTo(7);
            read.addAll(texts(page, "/event/id"));
            after = page.at("/next").asLong();
        } while (page.has("next"));

        assertThat(read).isEqualTo(sent);
        assertThat(texts(audit.json("/applications/pages/events?last=3"), "/event/id"))
                .isEqualTo(sent.subList(sent.size() - 3, sent.size()));
    }

    @Test
    void putsWhatItCannotReadAsideAndGoesOn() throws IOException, InterruptedException {
        var poison = Deploys.of("poison");
        var topic = audit.topic(Topic.REQUESTS);
        var largest = new byte[EventCodec.LARGEST - 200];
        Arrays.fill(largest, (byte) '[');
        var first = audit.send(new ProducerRecord<>(topic, 1, null, "<html>".getBytes(UTF_8)));
        audit.send(new ProducerRecord<>(topic, 1, null, largest));
        audit.send(new ProducerRecord<>(topic, 1, null, null));
        audit.send(Topic.REQUESTS, poison.requested());

        awaitRecorded(poison, 1);
        await().atMost(SOON)
                .until(() -> audit.read(audit.deadLetters(Topic.REQUESTS)).size() == 3);
        var letters = audit.read(audit.deadLetters(Topic.REQUESTS));
        assertThat(letters.get(0).value()).isEqualTo("<html>".getBytes(UTF_8));
        assertThat(letters.get(1).value()).isEqualTo(largest);
        assertThat(letters.get(2).value()).isNull();
        assertThat(letters).allSatisfy(letter -> {
            assertThat(header(letter, AuditHeaders.TOPIC)).isEqualTo(topic);
            assertThat(header(letter, AuditHeaders.PARTITION)).isEqualTo("1");
            assertThat(header(letter, AuditHeaders.REASON)).isNotBlank();
        });
        assertThat(letters.stream().map(letter -> Long.parseLong(header(letter, AuditHeaders.OFFSET))))
                .containsExactly(first, first + 1, first + 2);
        assertThat(audit.get("/q/metrics").text()).contains("baton_audit_dead_letters_total");
    }

    @Test
    void recordsTheLargestEventThatTheBrokerTakes() throws IOException, InterruptedException {
        var large = Deploys.of("large");
        var text = "\u20ac".repeat((EventCodec.LARGEST - 1_000) / 3);
        audit.send(new ProducerRecord<>(audit.topic(Topic.REQUESTS), "large".getBytes(UTF_8), """
                {"specversion":"1.0","id":"large","source":"/ci","type":"dev.baton.deploy-requested.v1","subject":"large",
                "time":"2026-03-01T12:00:00Z","data":{"version":"v1","descriptor":{},"requestedBy":"%s"}}""".formatted(text)
                .getBytes(UTF_8)));

        awaitRecorded(large, 1);
        assertThat(audit.json("/applications/large/events")
                        .at("/events/0/event/data/requestedBy")
                        .asText())
                .isEqualTo(text);
    }

    @Test
    void keepsOneChainWhereverAPublisherPutsAnApplicationsEvents() throws IOException, InterruptedException {
        var kcat = Deploys.of("kcat");
        var codec = new EventCodec();
        var events = kcat.completed(1);
        for (var i = 0; i < events.size(); i++) {
            var partition = i % PARTITIONS;
            var key = i % 2 == 0 ? null : "kcat".getBytes(UTF_8);
            audit.send(
                    new ProducerRecord<>(audit.topic(Topic.DEPLOYMENTS), partition, key, codec.encode(events.get(i))));
            awaitRecorded(kcat, i + 1L);
        }

        assertThat(texts(audit.json("/applications/kcat/events"), "/event/id"))
                .isEqualTo(events.stream().map(event -> event.id().value()).toList());
        assertThat(audit.json("/audit/verify/kcat").at("/verified").asBoolean()).isTrue();
        assertThat(audit.json("/applications/kcat").at("/live/version").asText())
                .isEqualTo("v1");
    }

    @Test
    void streamsEventsAndSamplesToThoseWhoWatch() throws Exception {
        var watch = Deploys.of("watch");
        var events = watch.completed(1);
        events.subList(0, 2).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        awaitRecorded(watch, 2);
        var lines = new CopyOnWriteArrayList<String>();
        try (var client = HttpClient.newHttpClient()) {
            var stream = client.sendAsync(
                    HttpRequest.newBuilder(audit.uri("/events?application=watch&after=1"))
                            .build(),
                    BodyHandlers.ofLines());
            var reader = Thread.ofVirtual().start(() -> stream.join().body().forEach(lines::add));
            await().atMost(SOON).until(() -> ids(lines).equals(List.of("2")));

            audit.send(Topic.DEPLOYMENTS, Deploys.of("unwatched").accepted(1));
            audit.send(Topic.SYNC_PROGRESS, watch.progress(1, 20, 600));
            events.subList(2, 8).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ids(lines)).containsExactly("2", "3", "4", "5", "6", "7", "8"));
            await().atMost(SOON).untilAsserted(() -> assertThat(lines).contains("event:dev.baton.sync-progress.v1"));
            assertThat(String.join("\n", lines)).doesNotContain("unwatched");
            client.shutdownNow();
            reader.interrupt();
        }
    }

    @Test
    void saysWhatIsWrongWithAQuestionAndWhatThereIs() throws IOException, InterruptedException {
        var known = Deploys.of("known");
        audit.send(Topic.REQUESTS, known.requested());
        awaitRecorded(known, 1);

        for (var path : List.of(
                "/applications/nobody",
                "/applications/nobody/events",
                "/applications/nobody/explanation",
                "/applications/known/explanation",
                "/audit/verify/nobody",
                "/deployments/" + known.id(9),
                "/nowhere")) {
            var answer = audit.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.type()).startsWith("application/problem+json");
            assertThat(answer.json().at("/detail").asText()).isNotBlank();
        }
        assertThat(audit.get("/applications/nobody").json().at("/detail").asText())
                .contains("known");
        for (var path : List.of(
                "/applications/..%2f..%2fetc",
                "/applications/known/events?limit=0",
                "/applications/known/events?limit=1001",
                "/applications/known/events?limit=many",
                "/applications/known/events?after=-1",
                "/deployments/42",
                "/audit/verify/known?known=1")) {
            var answer = audit.get(path);
            assertThat(answer.status()).as(path).isBetween(400, 404);
            assertThat(answer.type()).as(path).startsWith("application/problem+json");
        }
        assertThat(audit.json("/applications/known").has("live")).isFalse();
    }

    private static void awaitRecorded(Deploys deploys, long records) {
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(audit.recorded(deploys)).isEqualTo(records));
    }

    private static List<String> ids(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("id:"))
                .map(line -> line.substring(3))
                .toList();
    }

    private static List<String> texts(JsonNode page, String pointer) {
        var texts = new ArrayList<String>();
        page.at("/events").forEach(event -> texts.add(event.at(pointer).asText()));
        return texts;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
