package dev.baton.audit.adapter.kafka;

import dev.baton.audit.domain.chain.ChainHead;
import dev.baton.audit.domain.trail.Trail;
import dev.baton.audit.domain.trail.TrailCheck;
import dev.baton.codec.Topic;
import dev.baton.model.ApplicationName;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads the audit topic from its beginning and checks the chains against the heads that audit's stores hold: the heads of
 * before the reading must be reached, those of after it must not be passed.
 */
@ApplicationScoped
class KafkaTrailCheck implements TrailCheck {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Trail trail;
    private final Clock clock;
    private final String bootstrapServers;
    private final String topic;
    private final Duration patience;
    /** One reading at a time: each takes the whole topic over the network. */
    private final ReentrantLock reading = new ReentrantLock();

    KafkaTrailCheck(
            Trail trail,
            Clock clock,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "baton.topic-prefix") String prefix,
            @ConfigProperty(name = "baton.audit.check-patience") Duration patience) {
        this.trail = trail;
        this.clock = clock;
        this.bootstrapServers = bootstrapServers;
        this.topic = Topic.AUDIT.in(prefix);
        this.patience = patience;
    }

    @Override
    public Report check(Optional<ApplicationName> only, List<ChainHead> noted) {
        reading.lock();
        try (var consumer = Consumers.readCommitted(bootstrapServers)) {
            var begun = clock.instant();
            var sheet = new CheckSheet(only, heads(only), noted);
            var partitions = Consumers.assignAll(consumer, List.of(topic));
            consumer.seekToBeginning(partitions);
            var read = read(consumer, consumer.endOffsets(partitions), sheet);
            return new Report(
                    sheet.verdicts(heads(only)), sheet.strays(), read, Duration.between(begun, clock.instant()));
        } finally {
            reading.unlock();
        }
    }

    /** Reads to the end, and a while longer if a head that the stores hold is not committed to the topic yet. */
    private Map<Integer, Long> read(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, CheckSheet sheet) {
        Optional<Instant> deadline = Optional.empty();
        while (true) {
            consumer.poll(POLL).forEach(sheet::read);
            var done = ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            if (done && deadline.isEmpty()) {
                deadline = Optional.of(clock.instant().plus(patience));
            }
            if (done
                    && (sheet.headsReached()
                            || deadline.filter(clock.instant()::isAfter).isPresent())) {
                return ends.keySet().stream().collect(Collectors.toMap(TopicPartition::partition, consumer::position));
            }
        }
    }

    private List<ChainHead> heads(Optional<ApplicationName> only) {
        var names =
                new TreeSet<>(only.<Collection<ApplicationName>>map(List::of).orElseGet(trail::applications));
        var heads = new ArrayList<ChainHead>();
        names.forEach(name -> trail.head(name).ifPresent(head -> heads.add(head.of(name))));
        return heads;
    }
}
