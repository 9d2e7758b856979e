package dev.baton.router.handler;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Whenever partitions are assigned, all are read from their start: the log is the only state that this service has. */
@Singleton
@Identifier("replay-from-start")
class ReplayFromStart implements KafkaConsumerRebalanceListener {

    private final RouterSwitcher switcher;

    @Inject
    ReplayFromStart(RouterSwitcher switcher) {
        this.switcher = switcher;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var all = consumer.assignment();
        consumer.seekToBeginning(all);
        switcher.replayFrom(consumer.beginningOffsets(all), consumer.endOffsets(all));
    }
}
