package dev.baton.deployer.handler;

import dev.baton.codec.EventCodec;
import dev.baton.deployer.domain.RequestLog;
import dev.baton.events.Envelope;
import dev.baton.events.Request;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Writes events to the log. */
@ApplicationScoped
public class EventPublisher implements RequestLog {
    private final EventCodec codec = new EventCodec();
    private final MutinyEmitter<byte[]> deployments;
    private final MutinyEmitter<byte[]> requests;
    private final MeterRegistry meters;

    EventPublisher(
            @Channel("deployments") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> deployments,
            @Channel("requests") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> requests,
            MeterRegistry meters) {
        this.deployments = deployments;
        this.requests = requests;
        this.meters = meters;
    }

    /** Publishes the event to the topic of its kind; done when Kafka has it, failed when Kafka does not take it. */
    public CompletionStage<Void> publish(Envelope<?> event) {
        MutinyEmitter<byte[]> topic = event.event() instanceof Request ? requests : deployments;
        return topic.sendMessage(message(event))
                .invoke(() -> meters.counter("baton.deployer.published", "type", event.type())
                        .increment())
                .subscribeAsCompletionStage();
    }

    @Override
    public CompletionStage<Void> write(Envelope<? extends Request> request) {
        return publish(request);
    }

    private Message<byte[]> message(Envelope<?> event) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("content-type", EventCodec.CONTENT_TYPE.getBytes(StandardCharsets.UTF_8));
        return Message.of(codec.encode(event))
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withKey(event.application().value())
                        .withHeaders(headers)
                        .build());
    }
}
