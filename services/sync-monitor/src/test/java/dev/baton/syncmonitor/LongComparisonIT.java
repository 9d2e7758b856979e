package dev.baton.syncmonitor;

import static dev.baton.syncmonitor.TwoVersions.ROWS;
import static dev.baton.syncmonitor.TwoVersions.TIP;
import static dev.baton.syncmonitor.TwoVersions.mismatch;
import static dev.baton.syncmonitor.TwoVersions.proven;
import static dev.baton.syncmonitor.TwoVersions.reason;
import static dev.baton.syncmonitor.TwoVersions.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.events.DataMismatch.Difference;
import dev.baton.events.DataVerified;
import dev.baton.events.Envelope;
import dev.baton.events.SyncProgress;
import dev.baton.model.DeploymentId;
import dev.baton.model.Verification.Check;
import dev.baton.support.PostgresServer;
import dev.baton.syncmonitor.adapter.file.BookmarkFiles;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.verification.BookmarkStore;
import dev.baton.syncmonitor.domain.verification.BookmarkStore.Pairing;
import dev.baton.syncmonitor.domain.verification.Bookmarks;
import dev.baton.syncmonitor.domain.verification.Bookmarks.Bookmark;
import dev.baton.syncmonitor.domain.verification.Course;
import dev.baton.syncmonitor.domain.verification.ToldBookmarks;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import dev.baton.syncmonitor.handler.Threads;
import dev.baton.syncmonitor.handler.Verifier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes a comparison of rows long: its pieces, what slows them down, others beside it, and an end before its end. */
class LongComparisonIT {

    private static final SyncProgress AT_THE_TIP = new SyncProgress(
            1,
            TwoVersions.NOW,
            Optional.of(TIP),
            Optional.of(TIP),
            Optional.empty(),
            Optional.empty(),
            true,
            List.of());

    private static PostgresServer postgres;

    private TwoVersions versions;

    @TempDir
    private Path state;

    @BeforeAll
    static void startPostgres(@TempDir Path directory) {
        postgres = PostgresServer.start(directory);
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void freshDatabases() {
        versions = new TwoVersions(postgres);
    }

    @AfterEach
    void stop() {
        versions.close();
    }

    @Test
    void goesOnWhereAProcessBeforeHasStopped() {
        var due = versions.due(ROWS, ROWS);
        assertThat(reason(versions.run(due, new Interrupted(due, 2)))).contains("the process ends");
        postgres.execute("green", "DELETE FROM t WHERE height = 1500", "DELETE FROM t WHERE height = 500");

        // What is below the stop was equal then, and is not read again.
        var mismatch = mismatch(versions.run(due, new Interrupted(due, Integer.MAX_VALUE)));
        assertThat(mismatch.differences()).extracting(Difference::height).containsOnly(1_500L);

        postgres.execute("blue", "DELETE FROM t WHERE height = 1500");
        var verification = proven(versions.run(due, new Interrupted(due, Integer.MAX_VALUE)));
        assertThat(verification.checks()).containsExactly(new Check("table t", "blue", (TIP - 2 - 1_000) * 4));
        assertThat(verification.unchecked()).contains("table t below 1000: found equal before");
    }

    @Test
    void theNextVerifierGoesOnWithWhatIsOnDisk() {
        var due = versions.due(ROWS, ROWS);
        var published = new CopyOnWriteArrayList<Envelope<?>>();
        var first = new Halting(new BookmarkFiles(state, TwoVersions.NOW));
        try (var threads = new Threads();
                var verifier = verifier(threads, published, first)) {
            verifier.follow(Stream.of(due));
            await().until(() -> first.saved.getCount() == 0);
            verifier.close();
            first.go.countDown();
        }
        assertThat(published).extracting(Envelope::event).noneMatch(DataVerified.class::isInstance);

        try (var threads = new Threads();
                var verifier = verifier(threads, published, new BookmarkFiles(state, TwoVersions.NOW))) {
            verifier.follow(Stream.of(due));
            await().untilAsserted(() -> assertThat(published)
                    .extracting(Envelope::event)
                    .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(DataVerified.class, verified -> {
                        assertThat(verified.verification().checks())
                                .containsExactly(new Check("table t", "blue", (TIP - 1 - 1_000) * 4));
                        assertThat(verified.verification().unchecked())
                                .contains("table t below 1000: found equal before");
                    })));
            await().untilAsserted(() -> assertThat(state).isEmptyDirectory());
        }
    }

    private Verifier verifier(Threads threads, List<Envelope<?>> published, BookmarkStore store) {
        return new Verifier(
                versions.archives(),
                threads,
                (_, envelope) -> {
                    published.add(envelope);
                    return CompletableFuture.completedFuture(null);
                },
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                _ -> Optional.of(AT_THE_TIP),
                store,
                ToldBookmarks.NONE);
    }

    @Test
    void findsWhatDiffersOnBothSidesOfAStop() {
        postgres.execute("green", "DELETE FROM t WHERE n = 2000", "DELETE FROM t WHERE n = 19990");
        var due = versions.due(ROWS, ROWS);

        assertThat(reason(versions.run(due, new Interrupted(due, 2)))).contains("the process ends");

        assertThat(mismatch(versions.run(due, new Interrupted(due, Integer.MAX_VALUE)))
                        .differences())
                .extracting(Difference::row)
                .containsExactly(Optional.of("n=2000"), Optional.of("n=19990"));
    }

    @Test
    void beginsAnewWithOtherColumnsOrAnotherStretchOfReadiness() {
        var due = versions.due(ROWS, ROWS);
        assertThat(reason(versions.run(due, new Interrupted(due, 2)))).contains("the process ends");

        var fewer = versions.due(ROWS, table("SELECT height, n, memo FROM t"));
        assertThat(proven(versions.run(fewer, new Interrupted(due, Integer.MAX_VALUE)))
                        .checks())
                .containsExactly(new Check("table t", "blue", (TIP - 1) * 4));
        var later = new Pairing(
                due.green().id(), Optional.empty(), due.green().since().plusSeconds(1));
        assertThat(new BookmarkFiles(state, TwoVersions.NOW).load(later)).isEmpty();
    }

    @Test
    void readsSmallerPiecesWhereTheServerEndsAStatement() {
        // 1200 rows take longer than the second that a statement has.
        var slow = "SELECT height, n, memo, pg_sleep(0.001)::text AS slow FROM t WHERE height < 300";
        postgres.execute("green", "DELETE FROM t WHERE n = 1111");
        var course = new Watched();

        var mismatch = mismatch(versions.run(
                versions.due(table(slow), table("SELECT height, n, memo FROM t WHERE height < 300")), course));

        assertThat(mismatch.total()).isEqualTo(1);
        assertThat(mismatch.differences()).extracting(Difference::row).containsExactly(Optional.of("n=1111"));
        assertThat(course.pauses)
                .as("pieces of what holds less than a thousand heights")
                .isGreaterThan(2);
    }

    @Test
    void comparesWithoutAnIndexOnTheHeightAndSaysThatItIsSlow() {
        for (var name : List.of("green", "blue")) {
            postgres.execute(
                    name,
                    "INSERT INTO t SELECT mod(n, 5000), n, memo, raw FROM t CROSS JOIN generate_series(1, 3) AS more",
                    "VACUUM ANALYZE t");
        }
        postgres.execute("green", "DELETE FROM t WHERE n = 12345");
        var indexed = new Watched();
        var total = mismatch(versions.run(versions.due(ROWS, ROWS), indexed)).total();
        assertThat(total).isEqualTo(4);
        assertThat(indexed.told).isNotEmpty().noneMatch(told -> told.contains("slow"));

        postgres.execute("green", "DROP INDEX t_height_idx");
        var course = new Watched();
        assertThat(mismatch(versions.run(versions.due(ROWS, ROWS), course)).total())
                .isEqualTo(total);
        assertThat(course.told).contains("table t (slow: each piece reads all rows of green; no index on the height)");
    }

    @Test
    void holdsTwoConnectionsAndNoneWhileOthersWait() {
        var alone = new Watched();
        proven(versions.run(versions.due(ROWS, ROWS), alone));
        assertThat(alone.connections).isNotEmpty().containsOnly(2L);
        await().untilAsserted(() -> assertThat(connections()).isZero());

        var beside = new Watched();
        beside.contended = true;
        proven(versions.run(versions.due(ROWS, ROWS), beside));
        assertThat(beside.connections).isNotEmpty().containsOnly(0L);
    }

    private static long connections() {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'baton-sync-monitor'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Writes down what it sees. */
    private static final class Watched implements Course {
        private final List<String> told = new ArrayList<>();
        private final List<Long> connections = new ArrayList<>();
        private final Bookmarks bookmarks = new Bookmarks();
        private boolean contended;
        private int pauses;

        @Override
        public void tell(String check, String against, long done, Optional<Long> total) {
            told.add(check);
        }

        @Override
        public void pause(Duration pause) {
            pauses++;
            // The server takes a moment to notice that one is closed.
            await().until(() -> LongComparisonIT.connections() <= (contended ? 0 : 2));
            connections.add(LongComparisonIT.connections());
        }

        @Override
        public boolean contended() {
            return contended;
        }

        @Override
        public Bookmarks bookmarks() {
            return bookmarks;
        }
    }

    /** Keeps what it is given, and holds the comparison at the first. */
    private static final class Halting implements BookmarkStore {
        private final BookmarkStore store;
        private final CountDownLatch saved = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);

        Halting(BookmarkStore store) {
            this.store = store;
        }

        @Override
        public Map<String, Bookmark> load(Pairing pairing) {
            return store.load(pairing);
        }

        @Override
        public void save(Pairing pairing, Map<String, Bookmark> tables) {
            store.save(pairing, tables);
            saved.countDown();
            try {
                go.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void forget(DeploymentId green) {
            store.forget(green);
        }
    }

    /** Of a process that begins with what the one before has kept, and ends in a pause. */
    private final class Interrupted implements Course {
        private final Bookmarks bookmarks;
        private final int last;
        private int pauses;

        /** @param last in which pause it ends */
        Interrupted(Due due, int last) {
            var files = new BookmarkFiles(state, TwoVersions.NOW);
            var pairing = new Pairing(
                    due.green().id(),
                    Optional.of(due.blue().orElseThrow().id()),
                    due.green().since());
            this.bookmarks = new Bookmarks(files.load(pairing), moved -> files.save(pairing, moved));
            this.last = last;
        }

        @Override
        public void tell(String check, String against, long done, Optional<Long> total) {
            // Nobody watches.
        }

        @Override
        public void pause(Duration pause) throws Unreachable {
            pauses++;
            if (pauses == last) {
                throw new Unreachable("the process ends");
            }
        }

        @Override
        public Bookmarks bookmarks() {
            return bookmarks;
        }
    }
}
