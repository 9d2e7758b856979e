package dev.baton.router.handler;

import dev.baton.deployment.Participant;
import dev.baton.router.domain.RouterEffect;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Whenever partitions are assigned, all are read from their start: the log is the only state that this service has. */
@Singleton
@Identifier("replay-from-start")
class ReplayFromStart implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(ReplayFromStart.class);

    private final Participant<RouterEffect> participant;
    private final Replay replay;

    /** Made with the incoming channel, when the outgoing ones cannot be used yet: it needs nothing that publishes. */
    @Inject
    ReplayFromStart(Participant<RouterEffect> participant, Replay replay) {
        this.participant = participant;
        this.replay = replay;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var all = consumer.assignment();
        LOG.infof("reading the log from its start, %d partitions", all.size());
        consumer.seekToBeginning(all);
        participant.restart();
        replay.begin(consumer.beginningOffsets(all), consumer.endOffsets(all));
    }
}
