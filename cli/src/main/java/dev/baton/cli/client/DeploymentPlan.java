package dev.baton.cli.client;

import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a deployment would do, as the deployer tells it. */
public record DeploymentPlan(
        String application, String version, Answer answer, List<String> reasons, Optional<Course> course) {

    /** What the request would be answered now. */
    public enum Answer {
        ACCEPTED,
        WAITS,
        REFUSED
    }

    /** What would happen, in this order. */
    public record Course(
            Slot slot,
            Address address,
            Optional<Version> retires,
            Optional<Database> database,
            Optional<History> sync,
            List<Metered> metered,
            List<String> verification,
            List<String> leftOut,
            String promotion,
            List<Gate> gates,
            Optional<Standby> replaces,
            Duration probation) {}

    /** A deployment by its version. */
    public record Version(DeploymentId deployment, String version) {}

    /** The database that would be made or shared. */
    public record Database(
            Address server,
            String name,
            Optional<Version> sharedWith,
            Optional<Long> expectedBytes,
            Optional<Long> freeBytes,
            boolean tooSmall) {}

    /** How long earlier deployments took until they were verified. */
    public record History(Duration shortest, Duration longest, int deployments) {}

    /** A source with a request budget. */
    public record Metered(String source, long requestsAtMost, Duration in) {}

    /** A gate that is closed. */
    public record Gate(String reason, Optional<Instant> until) {}

    /** The version that serves until the switch. */
    public record Standby(DeploymentId deployment, String version, Duration keptFor) {}
}
