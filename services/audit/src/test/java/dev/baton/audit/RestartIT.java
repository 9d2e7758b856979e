package dev.baton.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import dev.baton.codec.Topic;
import dev.baton.support.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service dies and loses its disk: what it recorded and answers is the same. */
class RestartIT {

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
    void recordsEachEventOnceThoughItIsKilledInTheMiddle() throws IOException, InterruptedException {
        var names =
                IntStream.range(0, 6).mapToObj(i -> Deploys.of("crash-" + i)).toList();
        var events = names.stream()
                .flatMap(deploys -> IntStream.rangeClosed(1, 10).boxed().flatMap(n -> deploys.completed(n).stream()))
                .toList();
        var half = events.size() / 2;
        events.subList(0, half).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        audit.kill();
        events.subList(half - 20, events.size()).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        audit.start();
        audit.ready();
        events.subList(0, 30).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        audit.send(Topic.REQUESTS, names.getFirst().requested());

        awaitRecorded(names.getFirst(), 81);
        for (var deploys : names.subList(1, names.size())) {
            awaitRecorded(deploys, 80);
        }
        assertThat(audit.read(audit.topic(Topic.AUDIT)).stream()
                        .filter(record -> key(record).startsWith("crash-"))
                        .map(record -> tree(record).at("/data/event/id").asText()))
                .doesNotHaveDuplicates()
                .hasSize(events.size() + 1)
                .containsAll(events.stream().map(event -> event.id().value()).toList());
        for (var deploys : names) {
            var report = audit.json("/audit/verify/" + deploys.application());
            assertThat(report.at("/verified").asBoolean()).as(report.toString()).isTrue();
        }
    }

    @Test
    void answersTheSameWhenItsDiskIsLost() throws IOException, InterruptedException {
        var disk = Deploys.of("disk");
        disk.completed(1).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        audit.send(Topic.SYNC_PROGRESS, disk.progress(1, 30, 900));
        awaitRecorded(disk, 8);
        var questions = List.of(
                "/applications/disk",
                "/applications/disk/events",
                "/applications/disk/progress",
                "/deployments/" + disk.id(1),
                "/deployments/" + disk.id(1) + "/events");
        await().atMost(SOON)
                .until(() -> audit.json("/applications/disk/progress")
                                .at("/progress")
                                .size()
                        == 1);
        var before = questions.stream().map(audit::json).toList();

        audit.kill();
        Folders.delete(audit.state());
        audit.start();
        audit.ready();

        assertThat(questions.stream().map(audit::json).toList()).isEqualTo(before);
        assertThat(audit.json("/audit/verify/disk").at("/verified").asBoolean()).isTrue();
    }

    private static void awaitRecorded(Deploys deploys, long records) {
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(audit.recorded(deploys)).isEqualTo(records));
    }

    private static JsonNode tree(ConsumerRecord<byte[], byte[]> record) {
        try {
            return BatonJson.mapper().readTree(record.value());
        } catch (IOException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }
}
