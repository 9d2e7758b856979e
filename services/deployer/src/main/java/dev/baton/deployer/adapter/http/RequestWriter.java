package dev.baton.deployer.adapter.http;

import dev.baton.deployer.domain.RequestLog;
import dev.baton.events.AdoptRequested;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.Request;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Puts a request on the log, once for each key of its client. */
@ApplicationScoped
class RequestWriter {
    private static final URI SOURCE = URI.create("/baton/deployer/http");

    private final RequestLog log;
    private final Clock clock;

    RequestWriter(RequestLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /**
     * What was written.
     *
     * @param request the request's event id: the answer names it as its cause
     * @param deployment what the request is about, where it says so
     * @param version what it asks for, where it asks for a deployment or an adoption
     */
    public record Taken(String request, Optional<DeploymentId> deployment, Optional<String> version) {}

    CompletionStage<Response> write(
            @Nullable String key, String application, Optional<DeploymentId> about, Request request) {
        Envelope<Request> envelope;
        try {
            envelope = new Envelope<>(
                    key == null ? EventId.random() : new EventId(key),
                    SOURCE,
                    new ApplicationName(application),
                    clock.instant(),
                    about,
                    Optional.empty(),
                    Optional.empty(),
                    request);
        } catch (IllegalArgumentException e) {
            return refused(List.of(e.getMessage()));
        }
        Taken taken = new Taken(envelope.id().value(), about, version(request));
        return log.write(envelope)
                .thenApply(_ -> Response.accepted(taken).build())
                .exceptionally(_ -> Problem.unavailable(
                        "Kafka did not confirm it in time: send it again with the header Idempotency-Key: "
                                + envelope.id() + ", then it counts once even if it was written"));
    }

    /** The same for the same key, as the request itself is. */
    DeploymentId deploymentFor(@Nullable String key) {
        return key == null
                ? DeploymentId.next(clock)
                : new DeploymentId(UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)));
    }

    static CompletionStage<Response> refused(List<String> faults) {
        return CompletableFuture.completedFuture(Problem.badRequest(faults));
    }

    private static Optional<String> version(Request request) {
        if (request instanceof DeployRequested deploy) {
            return Optional.of(deploy.version());
        }
        return request instanceof AdoptRequested adopt ? Optional.of(adopt.version()) : Optional.empty();
    }
}
