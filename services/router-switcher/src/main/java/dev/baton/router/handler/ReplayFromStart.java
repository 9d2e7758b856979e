package dev.baton.router.handler;

import dev.baton.codec.History;
import dev.baton.deployment.Participant;
import dev.baton.router.domain.RouterEffect;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Whenever partitions are assigned, all are read from their start: the log is the only state that this service has. The
 * channel begins where history ended.
 */
@Singleton
@Identifier("replay-from-start")
class ReplayFromStart implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(ReplayFromStart.class);

    private final Participant<RouterEffect> participant;
    private final VoteBook votes;
    private final LogFold log;
    private final Replay replay;
    private final String bootstrapServers;
    private volatile boolean stopping;

    /** Made with the incoming channel, when the outgoing ones cannot be used yet: it needs nothing that publishes. */
    @Inject
    ReplayFromStart(
            Participant<RouterEffect> participant,
            VoteBook votes,
            LogFold log,
            Replay replay,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.participant = participant;
        this.votes = votes;
        this.log = log;
        this.replay = replay;
        this.bootstrapServers = bootstrapServers;
    }

    @PreDestroy
    void stop() {
        stopping = true;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var all = consumer.assignment();
        while (!all.isEmpty() && !stopping) {
            LOG.infof("reading the log from its start, %d partitions", all.size());
            replay.begin();
            participant.restart();
            votes.forget();
            try {
                History.read(bootstrapServers, all, record -> log.fold(record, (_, _) -> {}), () -> stopping)
                        .forEach(consumer::seek);
                replay.read();
                return;
            } catch (InterruptException stopped) {
                throw stopped;
            } catch (KafkaException unreachable) {
                // Each attempt has its own time-outs inside, so this does not spin.
                LOG.warnf("the log cannot be read (%s); trying again", unreachable.getMessage());
            }
        }
    }
}
