package dev.baton.deployer.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import dev.baton.deployer.domain.Admission;
import dev.baton.deployer.domain.KnownApplications;
import dev.baton.deployer.domain.Retry;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.events.AbortRequested;
import dev.baton.events.DeployRequested;
import dev.baton.events.PauseRequested;
import dev.baton.events.PromoteRequested;
import dev.baton.events.Request;
import dev.baton.events.ResumeRequested;
import dev.baton.events.RollbackRequested;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The entrance for those without access to Kafka. It writes the request to the log and nothing else: what becomes of it
 * is told by events. JSON only, so that no form of a web page can send it.
 */
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class RequestsResource {
    private static final int LONGEST_VERSION = 128;

    private final RequestWriter writer;
    private final Admission admission;
    private final KnownApplications applications;

    RequestsResource(RequestWriter writer, Admission admission, KnownApplications applications) {
        this.writer = writer;
        this.admission = admission;
        this.applications = applications;
    }

    /**
     * Asks for a deployment.
     *
     * @param key the client's own name for this request: sent again with the same one, it counts once
     */
    @POST
    @Path("deployments")
    public CompletionStage<Response> deploy(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable String text) {
        RequestBody body = body(text, Set.of("version", "descriptor", "requestedBy", "reason"));
        if (!body.readable()) {
            return refused(body.faults());
        }
        Optional<JsonNode> descriptor = body.object("descriptor");
        Optional<String> version = body.text("version", LONGEST_VERSION);
        if (version.isEmpty()) {
            body.fault("version is missing");
        }
        DeployRequested request = new DeployRequested(
                version.orElse(""),
                descriptor.orElseGet(() -> BatonJson.mapper().createObjectNode()),
                body.requestedBy(),
                body.reason());
        String name = request.descriptor().path("name").asText();
        List<String> faults = new ArrayList<>(body.faults());
        if (faults.isEmpty()) {
            faults.addAll(admission.faults(request, name));
        }
        return faults.isEmpty()
                ? writer.write(key, name, Optional.of(writer.deploymentFor(key)), request)
                : refused(faults);
    }

    /** Asks to move the traffic to the deployment that is in progress, or to the named one. */
    @POST
    @Path("applications/{name}/promote")
    public CompletionStage<Response> promote(
            @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable String text) {
        RequestBody body = body(text, Set.of("deployment", "force", "requestedBy", "reason"));
        PromoteRequested request = new PromoteRequested(body.requestedBy(), body.flag("force"), body.reason());
        if (request.force() && request.reason().isEmpty()) {
            body.fault("reason is missing: a forced promote is on record for ever with who and why");
        }
        return write(key, name, body, request);
    }

    /** Asks to move the traffic back to the standby. */
    @POST
    @Path("applications/{name}/rollback")
    public CompletionStage<Response> rollback(
            @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable String text) {
        RequestBody body = body(text, Set.of("deployment", "requestedBy", "reason"));
        return write(key, name, body, new RollbackRequested(body.requestedBy(), body.reason()));
    }

    /** Asks to end the deployment that is in progress, before it is switched to. */
    @POST
    @Path("applications/{name}/abort")
    public CompletionStage<Response> abort(
            @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable String text) {
        RequestBody body = body(text, Set.of("deployment", "requestedBy", "reason"));
        return write(key, name, body, new AbortRequested(body.requestedBy(), body.reason()));
    }

    /** Asks that the traffic stay where it is. */
    @POST
    @Path("applications/{name}/pause")
    public CompletionStage<Response> pause(
            @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable String text) {
        RequestBody body = body(text, Set.of("requestedBy", "reason"));
        return write(key, name, body, new PauseRequested(body.requestedBy(), body.reason()));
    }

    /** Asks to end a pause. */
    @POST
    @Path("applications/{name}/resume")
    public CompletionStage<Response> resume(
            @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable String text) {
        RequestBody body = body(text, Set.of("requestedBy", "reason"));
        return write(key, name, body, new ResumeRequested(body.requestedBy(), body.reason()));
    }

    /** Asks for a new deployment of what the named one, or else the newest that failed, was made of. */
    @POST
    @Path("applications/{name}/retry")
    public CompletionStage<Response> retry(
            @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable String text) {
        RequestBody body = body(text, Set.of("deployment", "requestedBy", "reason"));
        Optional<DeploymentId> repeated = body.deployment();
        String requestedBy = body.requestedBy();
        Optional<String> reason = body.reason();
        if (!body.readable()) {
            return refused(body.faults());
        }
        Optional<Application> application;
        try {
            application = applications.find(new ApplicationName(name));
        } catch (IllegalArgumentException e) {
            return refused(List.of(e.getMessage()));
        }
        if (application.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Problem.notYet("the log is still being read: ask again in a moment"));
        }
        return switch (Retry.of(application.get(), repeated, reason)) {
            case Retry.Again(Deployment deployment, String why) ->
                writer.write(
                        key,
                        name,
                        Optional.of(writer.deploymentFor(key)),
                        new DeployRequested(
                                deployment.version(),
                                BatonJson.mapper().valueToTree(deployment.descriptor()),
                                requestedBy,
                                Optional.of(why)));
            case Retry.Nothing(String why) -> refused(List.of(why));
        };
    }

    private CompletionStage<Response> write(
            @Nullable String key, String application, RequestBody body, Request request) {
        Optional<DeploymentId> about = body.deployment();
        return body.readable() ? writer.write(key, application, about, request) : refused(body.faults());
    }

    private static RequestBody body(@Nullable String text, Set<String> keys) {
        return RequestBody.of(text == null ? "" : text, keys);
    }

    private static CompletionStage<Response> refused(List<String> faults) {
        return RequestWriter.refused(faults);
    }
}
