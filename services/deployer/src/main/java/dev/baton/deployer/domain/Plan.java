package dev.baton.deployer.domain;

import dev.baton.descriptor.Promotion;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a deployment would do, as things stand. Nothing of it is promised: another request may come first.
 *
 * @param reasons why it would be refused, or what it would wait for; none where it would begin at once
 * @param course what would happen; empty where it would be refused or wait
 */
public record Plan(
        ApplicationName application, String version, Answer answer, List<String> reasons, Optional<Course> course) {

    public Plan {
        reasons = List.copyOf(reasons);
    }

    /** What the request would be answered now. */
    public enum Answer {
        ACCEPTED,
        WAITS,
        REFUSED
    }

    /**
     * What would happen, in this order.
     *
     * @param slot where green would run
     * @param address where it would listen
     * @param retires the standby that would lose its slot, and its data, at once
     * @param database the database that would be made or shared
     * @param sync how long it took until earlier deployments were verified; empty where none was
     * @param metered the sources that cost something
     * @param verification what would be compared
     * @param leftOut what of the data would not be compared
     * @param promotion who would release it
     * @param gates what would hold the traffic, as things stand
     * @param replaces the live version, which would become the standby
     * @param probation how long it would be watched after the switch
     */
    public record Course(
            Slot slot,
            Address address,
            Optional<Version> retires,
            Optional<PlannedDatabase> database,
            Optional<History> sync,
            List<Metered> metered,
            List<String> verification,
            List<String> leftOut,
            Promotion promotion,
            List<Gate> gates,
            Optional<Standby> replaces,
            Duration probation) {}

    /** A deployment by its version. */
    public record Version(DeploymentId deployment, String version) {}

    /**
     * A database of a server.
     *
     * @param sharedWith the deployment whose data it would use; empty where it would get its own, empty one
     * @param expectedBytes the size of the live version's, which a new one will about have; empty where there is none, or
     *     it is not known
     * @param freeBytes what is free on the server's disk; empty where it is not known
     * @param tooSmall whether a database of that size will not fit, as far as both are known
     */
    public record PlannedDatabase(
            Address server,
            String name,
            Optional<Version> sharedWith,
            Optional<Long> expectedBytes,
            Optional<Long> freeBytes,
            boolean tooSmall) {}

    /** From the start until the data was verified, of those deployments that are on record. */
    public record History(Duration shortest, Duration longest, int deployments) {}

    /**
     * A source with a request budget.
     *
     * @param requestsAtMost what its budget allows in the time that the sync took at the longest, or in a day where that is
     *     not known
     */
    public record Metered(String source, long requestsAtMost, Duration in) {}

    /** A gate that is closed, and when it opens by itself. */
    public record Gate(String reason, Optional<Instant> until) {}

    /** A version that serves until the switch. */
    public record Standby(DeploymentId deployment, String version, Duration keptFor) {}
}
