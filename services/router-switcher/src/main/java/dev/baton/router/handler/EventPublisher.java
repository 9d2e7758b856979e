package dev.baton.router.handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.codec.EventCodec;
import dev.baton.events.Envelope;
import dev.baton.events.RouteChanged;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Sends events to their topics: routes to the compacted one, everything else to the log. */
@Singleton
class EventPublisher {

    private final EventCodec codec;
    private final MutinyEmitter<byte[]> deployments;
    private final MutinyEmitter<byte[]> routes;

    @Inject
    EventPublisher(
            EventCodec codec,
            @Channel("deployments") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> deployments,
            @Channel("routes") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> routes) {
        this.codec = codec;
        this.deployments = deployments;
        this.routes = routes;
    }

    /** Completes when the broker has the event; fails when it certainly or possibly has not. */
    synchronized Uni<Void> publish(Envelope<?> event) {
        var metadata = OutgoingKafkaRecordMetadata.<String>builder()
                .withKey(event.application().value())
                .withHeaders(new RecordHeaders().add("content-type", EventCodec.CONTENT_TYPE.getBytes(UTF_8)))
                .build();
        var emitter = event.event() instanceof RouteChanged ? routes : deployments;
        try {
            return emitter.sendMessage(Message.of(codec.encode(event)).addMetadata(metadata));
        } catch (IllegalStateException closed) { // while the service stops
            return Uni.createFrom().failure(closed);
        }
    }
}
