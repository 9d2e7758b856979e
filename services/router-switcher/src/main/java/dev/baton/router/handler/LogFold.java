package dev.baton.router.handler;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.deployment.Decision;
import dev.baton.deployment.Participant;
import dev.baton.events.Envelope;
import dev.baton.router.domain.RouterEffect;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Folds one record of the log, whether it is history or news; what is no event is skipped, counted and logged. */
@Singleton
class LogFold {

    private static final Logger LOG = Logger.getLogger(LogFold.class);

    private final EventCodec codec;
    private final Participant<RouterEffect> participant;
    private final VoteBook votes;
    private final RouterMetrics metrics;
    private final Clock clock;

    @Inject
    LogFold(
            EventCodec codec,
            Participant<RouterEffect> participant,
            VoteBook votes,
            RouterMetrics metrics,
            Clock clock) {
        this.codec = codec;
        this.participant = participant;
        this.votes = votes;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What is due once this record has happened; nothing while history is read. */
    void fold(ConsumerRecord<String, byte[]> record, BiConsumer<Envelope<?>, Decision<RouterEffect>> due) {
        switch (codec.decode(record)) {
            case Decoded.Readable(var envelope) -> {
                votes.note(envelope); // what is decided next rests on it
                due.accept(envelope, participant.on(envelope, clock.instant()));
            }
            case Decoded.Unreadable(var reason) -> {
                metrics.unreadable(record.topic());
                LOG.warnf(
                        "skipped %s-%d@%d, which is no event: %s",
                        record.topic(), record.partition(), record.offset(), reason);
            }
        }
    }
}
