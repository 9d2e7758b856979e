package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.descriptor.Database;
import dev.baton.descriptor.Database.Postgres;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.PostgresUri;
import dev.baton.model.DeploymentId;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who uses whose database. It belongs for its whole life to the deployment that made it, also when that one is gone:
 * others whose data has the same version may share it, and the last of them drops it in the owner's name.
 */
public final class DatabaseUse {
    private DatabaseUse() {}

    /** What becomes of the database of a deployment that is being retired. */
    public sealed interface Fate {
        /** It goes, in the name of its owner. */
        record Drop(DeploymentId owner) implements Fate {}

        /** It stays, and so does what it runs in; the reason says for whom. */
        record Stay(String reason) implements Fate {}

        /** Others are being retired as well and are still at it: wait for them, and then drop it. */
        record Wait(String reason) implements Fate {}
    }

    /** The deployment that made the database which this one uses. */
    public static DeploymentId owner(Deployment deployment) {
        return deployment.dataOf().orElse(deployment.id());
    }

    /** Whether a deployment that is not retired uses the database which the owner has made. */
    public static boolean isUsed(Application application, DeploymentId owner) {
        return application.deployments().stream().anyMatch(deployment -> uses(deployment, owner));
    }

    /**
     * What becomes of the database when this deployment, which is Retiring, is retired. Whoever else is not retired
     * keeps it. Among several that are Retiring, the one whose id sorts last drops it, after all others: so exactly one
     * does.
     */
    public static Fate fate(Application application, Deployment retiring) {
        DeploymentId owner = owner(retiring);
        if (application.deployment(owner).flatMap(Deployment::adopted).isPresent()) {
            return new Fate.Stay("it was there before Baton, with the version that was adopted");
        }
        List<Deployment> others = application.deployments().stream()
                .filter(other -> !other.id().equals(retiring.id()))
                .filter(other -> uses(other, owner))
                .toList();
        Optional<Deployment> staying = others.stream()
                .filter(other -> !(other.stage() instanceof Stage.Retiring))
                .findFirst();
        if (staying.isPresent()) {
            return new Fate.Stay(named(staying.get()) + " uses it");
        }
        return others.stream()
                .max(Comparator.comparing(Deployment::id))
                .<Fate>map(last -> last.id().compareTo(retiring.id()) > 0
                        ? new Fate.Stay(named(last) + ", which is being retired too, drops it")
                        : new Fate.Wait(named(last) + ", which is being retired too, uses it until it is gone"))
                .orElseGet(() -> new Fate.Drop(owner));
    }

    /** The deployment whose database a new one shares: the live one's, where the data and its place are the same. */
    static Optional<Deployment> shared(Application application, Descriptor descriptor) {
        return application
                .live()
                .filter(live -> live.database().isPresent()
                        && (live.adopted().isEmpty() || isOnServer(live.descriptor()))
                        && descriptor
                                .database()
                                .flatMap(wanted -> live.descriptor()
                                        .database()
                                        .filter(known -> wanted.dataVersion().isPresent()
                                                && wanted.dataVersion().equals(known.dataVersion())
                                                && samePlace(wanted, known)))
                                .isPresent());
    }

    /** A container of Baton's own is made for a deployment, and what was adopted has none. */
    private static boolean isOnServer(Descriptor descriptor) {
        return descriptor
                .database()
                .flatMap(database -> database.postgres().server())
                .isPresent();
    }

    /** A server is the same where it has the same address, and the same role: what another role made is not ours. */
    private static boolean samePlace(Database wanted, Database known) {
        return place(wanted.postgres()).equals(place(known.postgres()));
    }

    private static Optional<String> place(Postgres postgres) {
        return postgres.server().map(DatabaseUse::place);
    }

    private static String place(URI server) {
        return PostgresUri.role(server) + "@" + server.getHost() + ":" + PostgresUri.port(server);
    }

    private static boolean uses(Deployment deployment, DeploymentId owner) {
        return deployment.database().isPresent()
                && owner(deployment).equals(owner)
                && !(deployment.stage() instanceof Stage.Retired);
    }

    private static String named(Deployment deployment) {
        return "deployment " + deployment.id() + " (version " + deployment.version() + ", "
                + deployment.stage().name() + ")";
    }
}
