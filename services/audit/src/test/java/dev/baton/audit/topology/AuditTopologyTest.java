package dev.baton.audit.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.audit.Deploys;
import dev.baton.audit.codec.AuditRecordCodec;
import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.audit.domain.chain.Finding;
import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.trail.History;
import dev.baton.audit.domain.trail.LatestAssessment;
import dev.baton.audit.domain.trail.LatestProgress;
import dev.baton.audit.domain.trail.LatestVerification;
import dev.baton.audit.domain.trail.Step;
import dev.baton.audit.domain.trail.Unanswered;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployRejected;
import dev.baton.events.Envelope;
import dev.baton.events.GreenFailed;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessLost;
import dev.baton.events.RetireStarted;
import dev.baton.events.StandbyLost;
import dev.baton.events.StandbyRestored;
import dev.baton.model.EventId;
import dev.baton.support.MemoryFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTopologyTest {

    private static final String PREFIX = "baton.";
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

    private final EventCodec codec = new EventCodec();
    private final AuditRecordCodec records = new AuditRecordCodec(codec);
    private final CountingObserver observer = new CountingObserver();
    private final Deploys indexer = Deploys.of("indexer");
    private final Deploys search = Deploys.of("search");
    private final List<AuditRecord> trail = new ArrayList<>();
    private TopologyTestDriver driver;

    @BeforeEach
    void start(@TempDir(factory = MemoryFolder.class) Path state) {
        var config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "audit-test");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        driver = new TopologyTestDriver(AuditTopology.build(PREFIX, observer), config, NOW);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void chainsEveryRequestLifecycleEventAndRouteOnce() {
        send(Topic.REQUESTS, indexer.requested());
        indexer.completed(1).forEach(event -> send(Topic.DEPLOYMENTS, event));
        send(Topic.ROUTES, indexer.route(1));

        var chained = trail();

        assertThat(chained).hasSize(10);
        assertThat(chained).extracting(AuditRecord::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(chained)
                .extracting(record -> record.entry().source().topic())
                .startsWith("baton.requests.v1", "baton.deployments.v1")
                .endsWith("baton.deployments.v1", "baton.routes.v1");
        assertThat(chained)
                .allSatisfy(record -> assertThat(record.entry().recordedAt()).isEqualTo(NOW));
        assertVerified(indexer, chained);
    }

    @Test
    void recordsAnEventThatComesTwiceOnce() {
        var twice = new ArrayList<Runnable>();
        twice.add(again(Topic.REQUESTS, indexer.requested()));
        indexer.completed(1).forEach(event -> twice.add(again(Topic.DEPLOYMENTS, event)));
        twice.add(again(Topic.ROUTES, indexer.route(1)));

        twice.forEach(Runnable::run);
        var first = trail().size();
        twice.forEach(Runnable::run);

        assertThat(first).isEqualTo(10);
        assertThat(trail()).hasSize(10);
        assertThat(observer.duplicates).hasSize(30);
        assertVerified(indexer, trail());
    }

    @Test
    void keepsTheOrderOfEachApplicationWhereSeveralAreInterleaved() {
        var one = indexer.completed(1);
        var other = search.completed(1);
        for (var i = 0; i < one.size(); i++) {
            send(Topic.DEPLOYMENTS, one.get(i));
            send(Topic.DEPLOYMENTS, other.get(i));
        }

        assertVerified(indexer, of(indexer));
        assertVerified(search, of(search));
        assertThat(of(indexer)).extracting(r -> r.entry().eventId()).isEqualTo(ids(one));
        assertThat(of(search)).extracting(r -> r.entry().eventId()).isEqualTo(ids(other));
    }

    @Test
    void foldsTheStateThatTheOtherServicesFold() {
        var expected = Application.unknown(indexer.application());
        for (var event : indexer.completed(1)) {
            send(Topic.DEPLOYMENTS, event);
            expected = expected.after(event).application();
        }

        assertThat(application(indexer)).isEqualTo(expected);
        assertThat(expected.live()).map(Deployment::version).contains("v1");
    }

    @Test
    void keepsARequestForADeploymentUntilItIsAnsweredWhicheverIsReadFirst() {
        var request = indexer.requested();
        send(Topic.REQUESTS, request);
        assertThat(unanswered(indexer).requests())
                .extracting(Unanswered.Asked::request)
                .containsExactly(request.id());
        send(Topic.REQUESTS, request);
        assertThat(unanswered(indexer).requests()).as("twice").hasSize(1);

        var refused = request.leadsTo(
                request.source(), Optional.empty(), NOW, new DeployRejected("v1", List.of("every slot is taken")));
        send(Topic.DEPLOYMENTS, refused);
        assertThat(unanswered(indexer).requests()).isEmpty();

        var early = search.requested();
        send(
                Topic.DEPLOYMENTS,
                early.leadsTo(
                        early.source(),
                        Optional.of(search.id(1)),
                        NOW,
                        search.accepted(1).event()));
        send(Topic.REQUESTS, early);
        assertThat(unanswered(search)).isEqualTo(Unanswered.NONE);
    }

    @Test
    void writesDownWhenADeploymentCameToEachStage() {
        indexer.completed(1).forEach(event -> send(Topic.DEPLOYMENTS, event));
        indexer.completed(2).forEach(event -> send(Topic.DEPLOYMENTS, event));

        var steps = history(indexer, 1).steps();

        assertThat(steps)
                .extracting(Step::stage)
                .containsExactly(
                        "Starting", "Syncing", "Synced", "Verified", "Switching", "Probation", "Live", "Standby");
        assertThat(steps.getLast().at()).isEqualTo(indexer.completed(2).get(5).time());
        assertThat(steps.getLast().sequence()).isEqualTo(14);
        assertThat(history(indexer, 2).deployment().stage()).isInstanceOf(Stage.Live.class);
    }

    @Test
    void keepsWhyAStandbyCannotServeUntilItCanAgain() {
        indexer.completed(1).forEach(event -> send(Topic.DEPLOYMENTS, event));
        indexer.completed(2).forEach(event -> send(Topic.DEPLOYMENTS, event));

        send(Topic.DEPLOYMENTS, indexer.event(1, 8_000, new StandbyLost("HTTP 500")));
        send(Topic.DEPLOYMENTS, indexer.event(1, 8_001, new StandbyLost("its instance does not run")));
        send(Topic.DEPLOYMENTS, indexer.event(1, 8_002, new InstanceExited(Optional.of(1), 1, List.of())));
        assertThat(history(indexer, 1).lostBecause()).contains("HTTP 500");

        send(Topic.DEPLOYMENTS, indexer.event(1, 8_060, new StandbyRestored()));
        assertThat(history(indexer, 1).lostBecause()).isEmpty();
    }

    @Test
    void recordsAnIntentionThatLostItsRaceWithoutLettingItChangeTheState() {
        indexer.completed(1).forEach(event -> send(Topic.DEPLOYMENTS, event));
        var before = application(indexer);

        send(Topic.DEPLOYMENTS, indexer.event(1, 400, new DeployAborted("somebody", "too late")));

        assertThat(trail()).hasSize(9);
        assertThat(application(indexer)).isEqualTo(before);
    }

    @Test
    void foldsASecondCopyAsTheOtherServicesDoButRecordsItOnce() {
        var proofOfData = fallenBackAfterItsProofOfData();
        send(Topic.DEPLOYMENTS, proofOfData);

        assertThat(application(indexer).inProgress()).map(d -> d.stage().name()).contains("Verified");
        assertThat(history(indexer, 1).steps().getLast().sequence()).isEqualTo(4);
        assertThat(trail()).hasSize(6);
    }

    @Test
    void recordsAnotherEventUnderAUsedIdIfItCounts() {
        var proofOfData = fallenBackAfterItsProofOfData();
        var later = new Envelope<>(
                proofOfData.id(),
                proofOfData.source(),
                proofOfData.application(),
                proofOfData.time().plusSeconds(5),
                proofOfData.deployment(),
                proofOfData.cause(),
                proofOfData.traceparent(),
                proofOfData.event());
        send(Topic.DEPLOYMENTS, later);
        send(Topic.DEPLOYMENTS, later);

        assertThat(trail()).hasSize(7);
        assertThat(trail().getLast().entry().eventTime()).isEqualTo(later.time());
    }

    private Envelope<LifecycleEvent> fallenBackAfterItsProofOfData() {
        var life = indexer.completed(1);
        life.subList(0, 4).forEach(event -> send(Topic.DEPLOYMENTS, event));
        send(
                Topic.DEPLOYMENTS,
                indexer.event(1, 60, new ReadinessLost("fell behind", Optional.empty(), Optional.empty())));
        send(Topic.DEPLOYMENTS, indexer.event(1, 60, Deploys.synced(1, 60)));
        return life.get(3);
    }

    @Test
    void beginsADeploymentOnceEvenWhenItIsForgotten() {
        for (var number = 1; number <= 24; number++) {
            failed(number).forEach(event -> send(Topic.DEPLOYMENTS, event));
        }
        assertThat(application(indexer).deployment(indexer.id(1))).isEmpty();
        var recorded = trail().size();

        failed(1).forEach(event -> send(Topic.DEPLOYMENTS, event));

        assertThat(application(indexer).inProgress()).isEmpty();
        assertThat(history(indexer, 1).deployment().stage()).isInstanceOf(Stage.Retired.class);
        assertThat(trail())
                .as("the events carry new ids, so they are on record")
                .hasSizeGreaterThan(recorded);
    }

    @Test
    void letsNoRequestUseUpTheIdOfALifecycleEvent() {
        var accepted = indexer.accepted(1);
        var request = indexer.requested();
        send(
                Topic.REQUESTS,
                new Envelope<>(
                        accepted.id(),
                        request.source(),
                        request.application(),
                        request.time(),
                        request.deployment(),
                        request.cause(),
                        request.traceparent(),
                        request.event()));
        send(Topic.DEPLOYMENTS, accepted);

        assertThat(trail()).hasSize(2);
        assertThat(application(indexer).inProgress()).isPresent();
    }

    @Test
    void keepsTheNewestSampleAndChainsNone() {
        send(Topic.SYNC_PROGRESS, indexer.progress(1, 10, 500));
        send(Topic.SYNC_PROGRESS, indexer.progress(1, 12, 700));
        send(Topic.SYNC_PROGRESS, indexer.progress(1, 11, 600));

        assertThat(trail()).isEmpty();
        assertThat(observer.samples).isEqualTo(3);
        var newest = driver.<String, LatestProgress>getKeyValueStore(Store.PROGRESS.name())
                .get(indexer.id(1).toString());
        assertThat(newest.progress().height()).contains(700L);
        assertThat(newest.source()).isEqualTo(new Place("baton.sync-progress.v1", 0, 1));
    }

    @Test
    void keepsTheNewestOfWhatIsToldOnTheWayAndChainsNone() {
        send(Topic.SYNC_PROGRESS, indexer.assessed(1, 10, 500));
        send(Topic.SYNC_PROGRESS, indexer.assessed(1, 12, 300));
        send(Topic.SYNC_PROGRESS, indexer.assessed(1, 11, 400));
        send(Topic.SYNC_PROGRESS, indexer.verifying(1, 20, 8));
        send(Topic.SYNC_PROGRESS, indexer.verifying(1, 30, 16));
        send(Topic.SYNC_PROGRESS, indexer.verifying(1, 25, 12));

        assertThat(trail()).isEmpty();
        assertThat(observer.deadLetters).isEmpty();
        var assessment = driver.<String, LatestAssessment>getKeyValueStore(Store.ASSESSMENTS.name())
                .get(indexer.id(1).toString());
        assertThat(assessment.assessment().assessedAt()).isEqualTo(Deploys.NOON.plusSeconds(12));
        var verification = driver.<String, LatestVerification>getKeyValueStore(Store.VERIFICATIONS.name())
                .get(indexer.id(1).toString());
        assertThat(verification.progress().done()).isEqualTo(16);
        assertThat(verification.since()).isEqualTo(Deploys.NOON.plusSeconds(20));
    }

    @Test
    void foldsEventsInAnyOrderWithoutStopping() {
        var random = new Random(42);
        var events = new ArrayList<Envelope<LifecycleEvent>>();
        for (var number = 1; number <= 3; number++) {
            events.addAll(indexer.completed(number));
        }
        for (var round = 0; round < 20; round++) {
            Collections.shuffle(events, random);
            events.forEach(event -> send(Topic.DEPLOYMENTS, event));
        }

        assertVerified(indexer, trail());
        assertThat(trail()).hasSizeGreaterThanOrEqualTo(events.size());
    }

    private List<Envelope<LifecycleEvent>> failed(int number) {
        return List.of(
                indexer.accepted(number),
                indexer.event(number, 1, new GreenFailed("exited", Optional.of(1), List.of())),
                indexer.event(number, 2, new RetireStarted("failed", Optional.empty())),
                indexer.event(number, 3, new InstanceRetired("failed")));
    }

    private Runnable again(Topic topic, Envelope<?> event) {
        return () -> {
            send(topic, event);
            send(topic, event);
        };
    }

    private void send(Topic topic, Envelope<?> event) {
        driver.createInputTopic(topic.in(PREFIX), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(event.application().value(), codec.encode(event));
    }

    /** All that has been recorded so far. */
    private List<AuditRecord> trail() {
        driver.createOutputTopic(Topic.AUDIT.in(PREFIX), new StringDeserializer(), new ByteArrayDeserializer())
                .readKeyValuesToList()
                .forEach(written -> {
                    var record = records.read(written.value);
                    assertThat(written.key)
                            .isEqualTo(record.entry().application().value());
                    trail.add(record);
                });
        return trail;
    }

    private List<AuditRecord> of(Deploys deploys) {
        return trail().stream()
                .filter(record -> record.entry().application().equals(deploys.application()))
                .toList();
    }

    private static List<EventId> ids(List<Envelope<LifecycleEvent>> events) {
        return events.stream().map(Envelope::id).toList();
    }

    private static void assertVerified(Deploys deploys, List<AuditRecord> records) {
        var findings = records.stream()
                .map(record -> new Finding.Readable(new Place("baton.audit.v1", 0, record.sequence()), record))
                .toList();
        assertThat(AuditTopology.CHAIN
                        .verify(deploys.application(), List.copyOf(findings), List.of())
                        .firstFault())
                .isEmpty();
    }

    private Unanswered unanswered(Deploys deploys) {
        return driver.<String, Unanswered>getKeyValueStore(Store.UNANSWERED.name())
                .get(deploys.application().value());
    }

    private Application application(Deploys deploys) {
        return driver.<String, Application>getKeyValueStore(Store.APPLICATIONS.name())
                .get(deploys.application().value());
    }

    private History history(Deploys deploys, int number) {
        return driver.<String, History>getKeyValueStore(Store.HISTORIES.name())
                .get(deploys.id(number).toString());
    }
}
