package dev.baton.syncmonitor.handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.events.VerificationProgress;
import dev.baton.events.VerificationProgress.EqualSoFar;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.syncmonitor.domain.verification.BookmarkStore.Pairing;
import dev.baton.syncmonitor.domain.verification.Bookmarks.Bookmark;
import dev.baton.syncmonitor.domain.verification.ToldBookmarks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.jboss.logging.Logger;

/**
 * Reads the end of the topic of progress for what a verification told that was under way in another process: the last two
 * minutes, and only where they tell nothing what is before. Nobody who has told it needs to be asked, and no file of
 * theirs be there.
 */
public final class LoggedBookmarks implements ToldBookmarks {

    private static final Logger LOG = Logger.getLogger(LoggedBookmarks.class);
    private static final Duration RECENT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final EventCodec codec = new EventCodec();
    private final Map<String, Object> configuration;
    private final String topic;
    private final Clock clock;

    /**
     * @param configuration of a consumer without a group
     * @param topic the one of progress
     */
    public LoggedBookmarks(Map<String, Object> configuration, String topic, Clock clock) {
        this.configuration = Map.copyOf(configuration);
        this.topic = topic;
        this.clock = clock;
    }

    @Override
    public Map<String, Bookmark> last(ApplicationName application, Pairing pairing, Instant after) {
        var now = clock.instant();
        var recent = now.minus(RECENT);
        try (var consumer = new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partition = partition(consumer, application);
            consumer.assign(List.of(partition));
            var look = new Look(consumer, partition, application, pairing);
            return look.from(recent.isBefore(after) ? after : recent)
                    .or(() -> recent.isBefore(after) ? Optional.empty() : look.from(after))
                    .map(LoggedBookmarks::byTable)
                    .orElse(Map.of());
        } catch (RuntimeException failure) {
            LOG.warnf(
                    "%s: how far its verification was elsewhere cannot be read, so it may begin anew: %s",
                    pairing.green(), failure.getMessage());
            return Map.of();
        }
    }

    /** Where the producer puts this application's events. */
    private TopicPartition partition(KafkaConsumer<String, byte[]> consumer, ApplicationName application) {
        var partitions = consumer.partitionsFor(topic).size();
        var key = application.value().getBytes(UTF_8);
        return new TopicPartition(topic, Utils.toPositive(Utils.murmur2(key)) % partitions);
    }

    private static Map<String, Bookmark> byTable(EqualSoFar equal) {
        return equal.tables().stream()
                .collect(Collectors.toMap(
                        EqualSoFar.Table::name,
                        table -> new Bookmark(table.columns(), table.height()),
                        (_, last) -> last));
    }

    /** One pass over the end of a partition. */
    private final class Look {
        private final KafkaConsumer<String, byte[]> consumer;
        private final TopicPartition partition;
        private final ApplicationName application;
        private final Pairing pairing;
        private final long end;

        Look(
                KafkaConsumer<String, byte[]> consumer,
                TopicPartition partition,
                ApplicationName application,
                Pairing pairing) {
            this.consumer = consumer;
            this.partition = partition;
            this.application = application;
            this.pairing = pairing;
            this.end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }

        Optional<EqualSoFar> from(Instant time) {
            var first = consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli()))
                    .get(partition);
            if (first == null) {
                return Optional.empty();
            }
            consumer.seek(partition, first.offset());
            var found = Optional.<EqualSoFar>empty();
            var deadline = clock.instant().plus(LONGEST);
            while (consumer.position(partition) < end && clock.instant().isBefore(deadline)) {
                for (var record : consumer.poll(POLL)) {
                    if (application.value().equals(record.key())
                            && codec.decode(record) instanceof Decoded.Readable(var envelope)
                            && envelope.event() instanceof VerificationProgress progress) {
                        var fits = fitting(envelope.deployment(), progress);
                        found = fits.isPresent() ? fits : found;
                    }
                }
            }
            return found;
        }

        private Optional<EqualSoFar> fitting(Optional<DeploymentId> green, VerificationProgress progress) {
            return progress.equal()
                    .filter(equal -> green.equals(Optional.of(pairing.green()))
                            && equal.blue().equals(pairing.blue())
                            && equal.since().equals(pairing.since()));
        }
    }
}
