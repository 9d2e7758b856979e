package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.audit.domain.trail.Head;
import dev.baton.audit.domain.trail.History;
import dev.baton.audit.domain.trail.Trail;
import dev.baton.model.DeploymentId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** What is known of deployments, for ever. */
@Path("/deployments")
@Blocking
class DeploymentsResource {

    private final Trail trail;

    DeploymentsResource(Trail trail) {
        this.trail = trail;
    }

    @GET
    @Path("{id}")
    @Operation(summary = "A deployment: its state, and its timeline with the duration of each step")
    public DeploymentView one(@RestPath String id) {
        var history = known(id);
        var deployment = history.deployment().id();
        return DeploymentView.of(
                history, trail.progress(deployment).map(p -> ProgressView.of(deployment, p)), head(history));
    }

    @GET
    @Path("{id}/events")
    @Operation(
            summary = "What is on record of a deployment, the oldest first",
            description = "With `last`, the newest so many; else those after the sequence `after`, at most `limit`")
    public RecordView.Records events(
            @RestPath String id,
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) int limit,
            @QueryParam("last") Optional<Integer> last) {
        var history = known(id);
        var page = new Page(after, last.orElse(limit));
        return RecordView.Records.of(
                history.application(),
                records(history.deployment().id(), page, last.isPresent()),
                page.limit(),
                head(history));
    }

    private List<AuditRecord> records(DeploymentId id, Page page, boolean last) {
        return last ? trail.lastRecords(id, page.limit()) : trail.records(id, page.after(), page.limit());
    }

    private Head head(History history) {
        return trail.head(history.application())
                .orElseThrow(() -> ApplicationsResource.unknown(history.application(), trail.applications()));
    }

    private History known(String text) {
        var id = Page.deployment(text);
        return trail.history(id)
                .orElseThrow(() -> Problem.notFound(
                        "no deployment %s; /applications/{name} lists the deployments of an application"
                                .formatted(id)));
    }
}
