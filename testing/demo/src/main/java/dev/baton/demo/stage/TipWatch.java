package dev.baton.demo.stage;

import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sees for itself when an instance reaches the tip, so that Baton's own account of it can be judged: reads the height
 * from the instance's database and the tip from the chain, every {@value #EVERY_MILLIS} ms.
 */
public final class TipWatch implements AutoCloseable {

    private static final long EVERY_MILLIS = 50;

    private final DevChain chain;
    private final String role;
    private final String password;
    private final Clock clock;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("demo-tip-watch").factory());
    private final Map<DeploymentId, Instant> reached = new ConcurrentHashMap<>();

    /** Reads databases with this role. */
    public TipWatch(DevChain chain, String role, String password, Clock clock) {
        this.chain = chain;
        this.role = role;
        this.password = password;
        this.clock = clock;
    }

    /** Watches an instance until it is within {@code tolerance} blocks of the tip. */
    public void watch(DeploymentId deployment, DatabaseLocation database, String heightQuery, long tolerance) {
        scheduleLook(new Watched(deployment, database, heightQuery, tolerance));
    }

    private record Watched(DeploymentId deployment, DatabaseLocation database, String heightQuery, long tolerance) {}

    /** When each instance was first seen at the tip. */
    public Map<DeploymentId, Instant> reached() {
        return Map.copyOf(reached);
    }

    private void look(Watched watched) {
        // One connection per look: some 2 ms on this machine, and nothing to keep or repair between looks.
        try (Connection connection =
                        DriverManager.getConnection(watched.database().jdbcUrl(), role, password);
                Statement statement = connection.createStatement()) {
            if (atTip(watched, statement)) {
                reached.put(watched.deployment(), clock.instant());
                return;
            }
        } catch (SQLException | IOException _) {
            // The tables, or the database itself, are not there yet.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        scheduleLook(watched);
    }

    private void scheduleLook(Watched watched) {
        try {
            scheduler.schedule(() -> look(watched), EVERY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // Closed meanwhile.
        }
    }

    private boolean atTip(Watched watched, Statement statement) throws SQLException, IOException, InterruptedException {
        try (ResultSet rows = statement.executeQuery(watched.heightQuery())) {
            if (!rows.next()) {
                return false;
            }
            long height = rows.getLong(1);
            return !rows.wasNull() && chain.height() - height <= watched.tolerance();
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
