package dev.baton.deployer.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import dev.baton.deployer.domain.Adoption;
import dev.baton.events.AdoptRequested;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The entrance for requests to adopt what runs already. What there is to adopt is looked at when they are answered. */
@Path("adoptions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class AdoptionsResource {
    private static final int LONGEST_VERSION = 128;
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_ADDRESS = 500;

    private final RequestWriter writer;
    private final Adoption adoption;

    AdoptionsResource(RequestWriter writer, Adoption adoption) {
        this.writer = writer;
        this.adoption = adoption;
    }

    /** Asks that the named instance be the application's live version from now on. */
    @POST
    public CompletionStage<Response> adopt(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable String text) {
        RequestBody body = RequestBody.of(
                text == null ? "" : text,
                Set.of(
                        "version",
                        "descriptor",
                        "container",
                        "pid",
                        "address",
                        "slot",
                        "database",
                        "requestedBy",
                        "reason"));
        if (!body.readable()) {
            return RequestWriter.refused(body.faults());
        }
        Optional<JsonNode> descriptor = body.object("descriptor");
        Optional<String> version = body.text("version", LONGEST_VERSION);
        if (version.isEmpty()) {
            body.fault("version is missing");
        }
        AdoptRequested request = new AdoptRequested(
                version.orElse(""),
                descriptor.orElseGet(() -> BatonJson.mapper().createObjectNode()),
                body.text("container", LONGEST_NAME),
                body.number("pid"),
                body.address("address"),
                body.slot("slot"),
                body.text("database", LONGEST_ADDRESS),
                body.requestedBy(),
                body.reason());
        String name = request.descriptor().path("name").asText();
        List<String> faults = new ArrayList<>(body.faults());
        if (faults.isEmpty()) {
            faults.addAll(adoption.faults(request, name));
        }
        return faults.isEmpty()
                ? writer.write(key, name, Optional.of(writer.deploymentFor(key)), request)
                : RequestWriter.refused(faults);
    }
}
