package dev.baton.deployer.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.deployer.domain.Admission;
import dev.baton.deployer.domain.Plans;
import dev.baton.events.DeployRequested;
import dev.baton.model.ApplicationName;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what a deployment would do. It writes nothing. */
@Path("plans")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class PlansResource {
    private static final int LONGEST_VERSION = 128;

    private final Plans plans;
    private final Admission admission;

    PlansResource(Plans plans, Admission admission) {
        this.plans = plans;
        this.admission = admission;
    }

    /** The plan of a deployment of this version, as things stand. */
    @POST
    @Blocking
    public Response plan(@Nullable String text) {
        RequestBody body = RequestBody.of(text == null ? "" : text, Set.of("version", "descriptor"));
        Optional<JsonNode> descriptor = body.object("descriptor");
        Optional<String> version = body.text("version", LONGEST_VERSION);
        if (version.isEmpty()) {
            body.fault("version is missing");
        }
        if (!body.readable() || descriptor.isEmpty() || version.isEmpty()) {
            return Problem.badRequest(body.faults());
        }
        DeployRequested request = new DeployRequested(version.get(), descriptor.get(), "plan", Optional.empty());
        String name = descriptor.get().path("name").asText();
        List<String> faults = admission.faults(request, name);
        if (!faults.isEmpty()) {
            return Problem.badRequest(faults);
        }
        return plans.plan(new ApplicationName(name), request)
                .map(plan -> Response.ok(plan).build())
                .orElseGet(() -> Problem.notYet("the log is still being read: ask again in a moment"));
    }
}
