package dev.baton.deployer.handler;

import dev.baton.deployer.domain.Admission.Verdict;
import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.DatabaseSizes;
import dev.baton.deployer.domain.DatabaseSizes.DatabaseSize;
import dev.baton.deployer.domain.Plan;
import dev.baton.deployer.domain.Plan.Answer;
import dev.baton.deployer.domain.Planning;
import dev.baton.deployer.domain.Plans;
import dev.baton.deployer.domain.SecretStore;
import dev.baton.deployment.Application;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks what a plan needs to know, and writes no event. */
@ApplicationScoped
class Planner implements Plans {
    private static final URI SOURCE = URI.create("/baton/deployer/plan");

    private final Engine engine;
    private final DatabaseSizes sizes;
    private final SecretStore secrets;
    private final Clock clock;

    Planner(Engine engine, DatabaseSizes sizes, SecretStore secrets, Clock clock) {
        this.engine = engine;
        this.sizes = sizes;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public Optional<Plan> plan(ApplicationName name, DeployRequested request) {
        return engine.find(name).map(application -> plan(application, request));
    }

    private Plan plan(Application application, DeployRequested request) {
        Instant now = clock.instant();
        ApplicationName name = application.name();
        Envelope<DeployRequested> asked = Envelope.first(SOURCE, name, Optional.empty(), now, request);
        return switch (engine.verdict(asked)) {
            case Verdict.Answer(Envelope<?> event)
            when event.event() instanceof DeployAccepted accepted ->
                new Plan(
                        name,
                        request.version(),
                        Answer.ACCEPTED,
                        List.of(),
                        Optional.of(Planning.course(application, accepted, liveSize(application), now)));
            case Verdict.Answer(Envelope<?> event) ->
                new Plan(name, request.version(), Answer.REFUSED, reasons(event), Optional.empty());
            case Verdict.NotYet _ ->
                new Plan(
                        name,
                        request.version(),
                        Answer.WAITS,
                        List.of(Planning.awaited(application, request)),
                        Optional.empty());
        };
    }

    private static List<String> reasons(Envelope<?> refusal) {
        return refusal.event() instanceof DeployRejected rejected ? rejected.reasons() : List.of();
    }

    private Optional<DatabaseSize> liveSize(Application application) {
        return application.live().flatMap(live -> {
            Optional<String> password = live.database()
                    .flatMap(DatabaseLocation::password)
                    .flatMap(secret -> secrets.find(secret) instanceof SecretStore.Lookup.Found(String value)
                            ? Optional.of(value)
                            : Optional.empty());
            return Access.of(application.name(), live, password).flatMap(sizes::size);
        });
    }
}
