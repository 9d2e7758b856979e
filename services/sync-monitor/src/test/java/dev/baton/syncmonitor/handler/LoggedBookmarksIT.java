package dev.baton.syncmonitor.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import dev.baton.events.VerificationProgress;
import dev.baton.events.VerificationProgress.EqualSoFar;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.support.FreePorts;
import dev.baton.support.SharedKafka;
import dev.baton.syncmonitor.Story;
import dev.baton.syncmonitor.domain.verification.BookmarkStore.Pairing;
import dev.baton.syncmonitor.domain.verification.Bookmarks.Bookmark;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What verifications have told, on a real broker. */
class LoggedBookmarksIT {

    private static final ApplicationName INDEXER = new ApplicationName("indexer");
    private static final DeploymentId BLUE = Story.deployment(1);
    private static final DeploymentId GREEN = Story.deployment(2);
    private static final List<String> COLUMNS = List.of("amount", "hash");

    private final Instant since = Instant.now().minusSeconds(300);
    private final Pairing pairing = new Pairing(GREEN, Optional.of(BLUE), since);
    private final String prefix = SharedKafka.uniquePrefix();
    private final String topic = Topic.SYNC_PROGRESS.in(prefix);
    private final LoggedBookmarks bookmarks = reading(SharedKafka.bootstrapServers(), Duration.ZERO);
    private KafkaPublisher publisher;

    @BeforeEach
    void start() {
        SharedKafka.createTopics(3, topic);
        publisher = new KafkaPublisher(Map.of("bootstrap.servers", SharedKafka.bootstrapServers()), prefix);
    }

    @AfterEach
    void stop() {
        publisher.close();
    }

    @Test
    void takesTheLastThatWasToldOfThisPairing() {
        tell(INDEXER, GREEN, equal(Optional.of(BLUE), since, 10));
        tell(INDEXER, GREEN, equal(Optional.of(BLUE), since, 20));
        tell(INDEXER, GREEN, Optional.empty());
        tell(INDEXER, Story.deployment(3), equal(Optional.of(BLUE), since, 30));
        tell(INDEXER, GREEN, equal(Optional.of(BLUE), since.minusSeconds(1), 40));
        tell(INDEXER, GREEN, equal(Optional.empty(), since, 50));
        tell(new ApplicationName("another"), GREEN, equal(Optional.of(BLUE), since, 60));

        assertThat(bookmarks.last(INDEXER, pairing, since)).containsExactly(Map.entry("t", new Bookmark(COLUMNS, 20)));
        assertThat(bookmarks.last(INDEXER, pairing, Instant.now().plusSeconds(60)))
                .as("told before")
                .isEmpty();
    }

    @Test
    void findsWhatWasToldLongAgoWhereNothingCameSince() {
        tell(INDEXER, GREEN, equal(Optional.of(BLUE), since, 10));

        assertThat(reading(SharedKafka.bootstrapServers(), Duration.ofHours(1)).last(INDEXER, pairing, since))
                .containsExactly(Map.entry("t", new Bookmark(COLUMNS, 10)));
    }

    @Test
    void hasNothingWhereNothingWasToldOrKafkaIsAway() {
        assertThat(bookmarks.last(INDEXER, pairing, since)).isEmpty();
        assertThat(reading("127.0.0.1:" + FreePorts.next(), Duration.ZERO).last(INDEXER, pairing, since))
                .isEmpty();
    }

    /** @param later by how much its clock is ahead */
    private LoggedBookmarks reading(String bootstrap, Duration later) {
        return new LoggedBookmarks(
                Map.of("bootstrap.servers", bootstrap, "default.api.timeout.ms", 1_000, "request.timeout.ms", 1_000),
                topic,
                Clock.offset(Clock.systemUTC(), later));
    }

    private static Optional<EqualSoFar> equal(Optional<DeploymentId> blue, Instant since, long height) {
        return Optional.of(new EqualSoFar(blue, since, List.of(new EqualSoFar.Table("t", COLUMNS, height))));
    }

    private void tell(ApplicationName application, DeploymentId green, Optional<EqualSoFar> equal) {
        var progress = new VerificationProgress("table t", "blue", 1, Optional.empty(), Optional.empty(), equal);
        publisher
                .publish(
                        Topic.SYNC_PROGRESS,
                        Envelope.first(
                                URI.create("/baton/sync-monitor"),
                                application,
                                Optional.of(green),
                                Instant.now(),
                                progress))
                .toCompletableFuture()
                .join();
    }
}
