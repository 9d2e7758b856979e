package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.explanation.Explanation;
import dev.baton.audit.domain.trail.Head;
import dev.baton.audit.domain.trail.History;
import dev.baton.audit.domain.trail.Trail;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Hold;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** What is known of applications. */
@Path("/applications")
@Blocking
class ApplicationsResource {

    private static final int NAMES_SHOWN = 20;

    private final Trail trail;
    private final Clock clock;

    ApplicationsResource(Trail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    @GET
    @Operation(summary = "All applications, by name, with who serves, who stands by and what is in progress")
    public ApplicationView.Applications all(
            @QueryParam("after") Optional<String> after,
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) int limit) {
        var page = new Page(0, limit);
        var names = trail.applications();
        var rest = after.map(Page::application)
                .map(name -> names.tailSet(name).stream().filter(n -> !n.equals(name)))
                .orElseGet(names::stream)
                .limit(page.limit() + 1L)
                .toList();
        var shown = rest.stream()
                .limit(page.limit())
                .flatMap(name -> trail.head(name).map(head -> view(application(name), head)).stream())
                .toList();
        var next = rest.size() > page.limit()
                ? Optional.of(rest.get(page.limit() - 1))
                : Optional.<ApplicationName>empty();
        return new ApplicationView.Applications(shown, next);
    }

    @GET
    @Path("{name}")
    @Operation(summary = "One application with its deployments")
    public ApplicationView one(@RestPath String name) {
        var known = known(name);
        var application = application(known);
        return view(application, head(known)).withDeploymentsOf(application);
    }

    @GET
    @Path("{name}/events")
    @Operation(
            summary = "What is on record of an application, the oldest first",
            description = "With `last`, the newest so many; else those after the sequence `after`, at most `limit`")
    public RecordView.Records events(
            @RestPath String name,
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) int limit,
            @QueryParam("last") Optional<Integer> last) {
        var known = known(name);
        var head = head(known);
        var page = last.map(n -> new Page(Math.max(0, head.sequence() - n), n)).orElseGet(() -> new Page(after, limit));
        var records = trail.records(known, page.after(), page.limit());
        var asOf = records.isEmpty() || records.getLast().sequence() <= head.sequence()
                ? head
                : Head.of(records.getLast());
        return RecordView.Records.of(known, records, page.limit(), asOf);
    }

    @GET
    @Path("{name}/progress")
    @Operation(summary = "The newest sample of each of an application's deployments")
    public ProgressView.OfApplication progress(@RestPath String name) {
        var known = known(name);
        var newestFirst = application(known).deployments().reversed().stream()
                .map(Deployment::id)
                .flatMap(id -> trail.progress(id).map(p -> ProgressView.of(id, p)).stream())
                .toList();
        return new ProgressView.OfApplication(known, newestFirst);
    }

    @GET
    @Path("{name}/explanation")
    @Operation(
            summary = "Why a deployment stands where it stands, and what it waits for",
            description = "Of the deployment that is on its way, else of the one that serves, or of `deployment`")
    public ExplanationView explanation(@RestPath String name, @QueryParam("deployment") Optional<String> deployment) {
        var known = known(name);
        var subject = deployment
                .map(Page::deployment)
                .map(id -> of(known, id))
                .orElseGet(() -> Explanation.subject(application(known))
                        .orElseThrow(() -> Problem.notFound(
                                "no deployment of %s has begun; /applications/%s/events says what was refused"
                                        .formatted(known, known))));
        var now = clock.instant();
        var explanation = Explanation.of(
                known,
                subject,
                Hold.of(application(known), subject, now),
                trail.assessment(subject.id()),
                trail.progress(subject.id()),
                trail.verification(subject.id()),
                now);
        return ExplanationView.of(known, explanation, head(known));
    }

    private Deployment of(ApplicationName name, DeploymentId id) {
        return trail.history(id)
                .filter(history -> history.application().equals(name))
                .map(History::deployment)
                .orElseThrow(
                        () -> Problem.notFound("no deployment %s of %s; /applications/%s lists those that there are"
                                .formatted(id, name, name)));
    }

    private ApplicationView view(Application application, Head head) {
        return ApplicationView.of(application, head, trail, clock.instant());
    }

    /** The application's state; nothing but its name where there were requests only. */
    private Application application(ApplicationName name) {
        return trail.application(name).orElseGet(() -> Application.unknown(name));
    }

    private Head head(ApplicationName name) {
        return trail.head(name).orElseThrow(() -> unknown(name, trail.applications()));
    }

    private ApplicationName known(String text) {
        var name = Page.application(text);
        if (trail.head(name).isEmpty()) {
            throw unknown(name, trail.applications());
        }
        return name;
    }

    static RuntimeException unknown(ApplicationName name, Collection<ApplicationName> names) {
        var shown =
                names.stream().limit(NAMES_SHOWN).map(ApplicationName::value).collect(Collectors.joining(", "));
        return Problem.notFound(
                names.isEmpty()
                        ? "no application named %s; none has been deployed yet".formatted(name)
                        : "no application named %s; there is %s%s"
                                .formatted(name, shown, names.size() > NAMES_SHOWN ? ", …" : ""));
    }
}
