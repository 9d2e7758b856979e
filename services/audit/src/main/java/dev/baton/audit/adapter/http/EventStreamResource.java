package dev.baton.audit.adapter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.trail.Head;
import dev.baton.audit.domain.trail.LiveFeed;
import dev.baton.audit.domain.trail.Signal;
import dev.baton.audit.domain.trail.Trail;
import dev.baton.codec.EventCodec;
import dev.baton.events.Envelope;
import dev.baton.model.ApplicationName;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Events as they happen, for those who watch. */
@Path("/events")
@Blocking
class EventStreamResource {

    /** A watcher who is further behind is cut off; it comes again with {@code Last-Event-ID} and misses nothing. */
    private static final int BUFFERED = 4096;

    private static final int PAGE = 100;

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final Trail trail;
    private final LiveFeed feed;

    EventStreamResource(Trail trail, LiveFeed feed) {
        this.trail = trail;
        this.feed = feed;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Events as they are recorded, and samples as they are taken (server-sent events)",
            description = "Recorded events have their sequence as id. With `application`, the stream begins after the "
                    + "sequence `after` or `Last-Event-ID`, so nothing is missed between two connections")
    public Multi<OutboundSseEvent> events(
            @QueryParam("application") Optional<String> application,
            @QueryParam("after") Optional<Long> after,
            @HeaderParam("Last-Event-ID") Optional<Long> lastEventId,
            @Context Sse sse) {
        var name = application.map(Page::application);
        var begin = after.or(() -> lastEventId).map(sequence -> new Page(sequence, Page.MOST).after());
        var cursor = new Cursor(sse, name, begin);
        var events = Multi.createFrom()
                .<Signal>emitter(
                        emitter -> {
                            var watching = feed.watch(emitter::emit);
                            emitter.onTermination(watching::close);
                            cursor.first().ifPresent(emitter::emit);
                        },
                        BackPressureStrategy.IGNORE)
                .onOverflow()
                .buffer(BUFFERED)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .onItem()
                .transformToMultiAndConcatenate(signal -> Multi.createFrom().items(cursor.events(signal)));
        // Shows a client that the connection lives, and audit that the client is gone.
        var heartbeat = Multi.createFrom()
                .ticks()
                .every(HEARTBEAT)
                .onOverflow()
                .drop()
                .map(_ -> sse.newEventBuilder().comment("still here").build());
        return Multi.createBy().merging().streams(events, heartbeat);
    }

    /** How far one watcher has come in each chain. A signal only says that there is more; what, the trail says. */
    private final class Cursor {

        private final Sse sse;
        private final Optional<ApplicationName> only;
        private final Map<ApplicationName, Long> reached = new HashMap<>();

        Cursor(Sse sse, Optional<ApplicationName> only, Optional<Long> begin) {
            this.sse = sse;
            this.only = only;
            only.ifPresent(name -> reached.put(
                    name,
                    begin.orElseGet(() -> trail.head(name).map(Head::sequence).orElse(0L))));
        }

        Optional<Signal> first() {
            return only.flatMap(name -> trail.head(name).map(head -> new Signal.Recorded(name, head.sequence())));
        }

        Stream<OutboundSseEvent> events(Signal signal) {
            if (only.isPresent() && !only.get().equals(signal.application())) {
                return Stream.empty();
            }
            return switch (signal) {
                case Signal.Sampled(var envelope, var place) ->
                    Stream.of(event(envelope.type(), sse.newEventBuilder(), Streamed.of(envelope, place)));
                case Signal.Recorded(var name, var sequence) -> recorded(name, sequence);
            };
        }

        private Stream<OutboundSseEvent> recorded(ApplicationName name, long sequence) {
            var from = reached.getOrDefault(name, sequence - 1);
            reached.put(name, Math.max(from, sequence));
            return Stream.iterate(
                            trail.records(name, from, PAGE),
                            page -> !page.isEmpty(),
                            page -> trail.records(name, page.getLast().sequence(), PAGE))
                    .flatMap(List::stream)
                    .takeWhile(record -> record.sequence() <= sequence)
                    .map(record -> event(
                            record.entry().eventType(),
                            sse.newEventBuilder().id(Long.toString(record.sequence())),
                            Streamed.of(record)));
        }

        private static OutboundSseEvent event(String type, OutboundSseEvent.Builder builder, Streamed data) {
            return builder.name(type)
                    .mediaType(MediaType.APPLICATION_JSON_TYPE)
                    .data(data)
                    .build();
        }
    }

    /**
     * An event in the stream; one that is not on record, a sample, has neither sequence nor hash.
     *
     * @param event the whole CloudEvent
     */
    record Streamed(
            Optional<Long> sequence,
            Optional<String> hash,
            Optional<Instant> recordedAt,
            Place source,
            @JsonRawValue String event) {

        static Streamed of(AuditRecord record) {
            return new Streamed(
                    Optional.of(record.sequence()),
                    Optional.of(record.hash().hex()),
                    Optional.of(record.entry().recordedAt()),
                    record.entry().source(),
                    record.entry().event());
        }

        static Streamed of(Envelope<?> envelope, Place source) {
            return new Streamed(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    source,
                    new String(new EventCodec().encode(envelope), UTF_8));
        }
    }
}
