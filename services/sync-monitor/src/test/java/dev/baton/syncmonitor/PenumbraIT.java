package dev.baton.syncmonitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Folded;
import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Condition;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.SecretRef;
import dev.baton.model.Slot;
import dev.baton.model.Verification.Check;
import dev.baton.support.PostgresServer;
import dev.baton.syncmonitor.adapter.postgres.PostgresConnections;
import dev.baton.syncmonitor.adapter.postgres.SqlHeightProbe;
import dev.baton.syncmonitor.adapter.probe.CometBftAnswers;
import dev.baton.syncmonitor.adapter.probe.DescribedArchives;
import dev.baton.syncmonitor.adapter.probe.Endpoints;
import dev.baton.syncmonitor.adapter.probe.Probes;
import dev.baton.syncmonitor.adapter.probe.TinyServer;
import dev.baton.syncmonitor.adapter.probe.Web;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.Watchlist.Proof;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.DataVerification;
import dev.baton.syncmonitor.domain.verification.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An explorer of a CometBFT chain: its database, the raw one that it reads, and a node, as its descriptor names them. */
class PenumbraIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long TIP = 300;

    private static PostgresServer postgres;

    private final CometBftAnswers chain = new CometBftAnswers(TIP, NOW.minusSeconds(5));
    private final TinyServer node = new TinyServer().answering("/", chain);
    private final Web web = new Web(new Web.Limits(Duration.ofSeconds(1), Duration.ofSeconds(2), 1 << 20));
    private String chainId = "penumbra-1";
    private final PostgresConnections connections = new PostgresConnections(
            name -> Optional.of("any").filter(_ -> name.secret().equals("RAW_PASSWORD")));

    @BeforeAll
    static void startPostgres(@TempDir Path directory) {
        postgres = PostgresServer.start(directory);
        postgres.execute("postgres", "CREATE DATABASE explorer", "CREATE DATABASE raw");
        postgres.execute("raw", "CREATE TABLE blocks (height bigint PRIMARY KEY)", "INSERT INTO blocks VALUES (301)");
        postgres.execute(
                "explorer",
                "CREATE TABLE explorer_block_details (height bigint PRIMARY KEY, block_hash bytea NOT NULL)");
        postgres.execute(
                "explorer",
                LongStream.rangeClosed(1, TIP)
                        .mapToObj(height -> "INSERT INTO explorer_block_details VALUES (%d, '\\x%s')"
                                .formatted(height, CometBftAnswers.hash(height)))
                        .toArray(String[]::new));
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @AfterEach
    void stop() {
        web.close();
        node.close();
    }

    @Test
    void readsTheTipFromTheDatabaseOfTheSourceAndFromANode() {
        try (var observed = probes().observed(green())) {
            assertThat(observed.height().read()).isEqualTo(new Reading.Height(TIP));
            assertThat(observed.tips())
                    .extracting(HeightProbe::read)
                    .containsExactly(new Reading.Height(301), new Reading.Height(TIP, Optional.of(hex(TIP)), false));
        }
    }

    @Test
    void saysWhyTheDatabaseOfTheSourceTellsNoTip() {
        assertThat(tipOf("SELECT max(height) FROM blocks WHERE false")).contains("sql on raw", "NULL");
        assertThat(tipOf("SELECT max(height) FROM bloks")).contains("bloks");
        assertThat(tipOf("DELETE FROM blocks RETURNING height")).contains("read-only");
        assertThat(tipOf("SELECT max(height) FROM blocks", "ANOTHER")).contains("the secret ANOTHER is missing");
    }

    @Test
    void givesUpOnADatabaseThatFallsSilentAndReadsOnWhenItIsBack() {
        try (var relay = new Relay(postgres.port());
                var probe = new SqlHeightProbe(
                        connections,
                        new DatabaseLocation(Address.loopback(relay.port()), "raw", "postgres", Optional.empty()),
                        "SELECT max(height) FROM blocks",
                        Duration.ofSeconds(1))) {
            assertThat(probe.read()).isEqualTo(new Reading.Height(301));

            // The server would end the query, but nobody hears of it.
            relay.isSilent(true);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(8),
                    () -> assertThat(probe.read())
                            .isInstanceOfSatisfying(
                                    Reading.Unknown.class,
                                    unknown -> assertThat(unknown.reason()).startsWith("sql on raw: ")));

            relay.isSilent(false);
            assertThat(probe.read()).isEqualTo(new Reading.Height(301));
        }
    }

    @Test
    void verifiesBinaryHashesAgainstTheNode() {
        assertThat(verify())
                .isInstanceOfSatisfying(
                        Outcome.Proven.class,
                        proven -> assertThat(proven.verification().checks())
                                .contains(new Check("identity", "source", 1))
                                .contains(new Check("hashes", "source", 71)));
        assertThat(chain.requests()).isLessThan(20);
    }

    @Test
    void namesABlockThatTheNodeKnowsOtherwise() {
        chain.fork(297, "BEEF");

        assertThat(differences()).containsExactly(new Difference(297, hex(297), "source", "beef"));
    }

    @Test
    void refusesAnotherChain() {
        chainId = "penumbra-testnet-deimos-8";

        assertThat(differences())
                .containsExactly(new Difference(1, "chain penumbra-testnet-deimos-8", "source", "chain penumbra-1"));
    }

    private String tipOf(String query) {
        return tipOf(query, "RAW_PASSWORD");
    }

    private String tipOf(String query, String password) {
        try (var observed = probes().observed(green(query, password))) {
            return observed.tips().getFirst().read() instanceof Reading.Unknown unknown ? unknown.reason() : "known";
        }
    }

    private List<Difference> differences() {
        return verify() instanceof Outcome.Differing differing
                ? differing.mismatch().differences()
                : List.of();
    }

    private Outcome verify() {
        var certificate = new ReadinessCertificate(
                NOW, NOW, NOW.plusSeconds(60), TIP, TIP, 2, List.of(new Condition("lag", "0", "2", true)));
        var green = green();
        var proof = new Proof(
                new Story("penumbra", green.descriptor(), 20_000).complete(green.id(), TIP, NOW), certificate);
        var archives = new DescribedArchives(web, endpoints(), connections, Duration.ofSeconds(5));
        return DataVerification.run(
                new Due(green, Optional.empty(), proof, Optional.empty()), archives, NOW, new SplittableRandom(7));
    }

    private Probes probes() {
        return new Probes(web, endpoints(), connections, Duration.ofSeconds(2), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Deployment green() {
        return green("SELECT max(height) FROM blocks", "RAW_PASSWORD");
    }

    private Deployment green(String tipQuery, String password) {
        var descriptor = Story.descriptor(
                "penumbra", """
                {"height": {"sql": "SELECT max(height) FROM explorer_block_details"}, "lease": "60s",
                 "tip": [{"postgres": {"server": "postgresql://postgres@127.0.0.1:%d/raw", "password": {"secret": "%s"}, "query": "%s"}},
                         {"cometbft": {"url": "%s"}}]}""".formatted(postgres.port(), password, tipQuery, node.at("")), """
                {"blocks": "SELECT height, block_hash AS hash FROM explorer_block_details", "chainId": "%s"}""".formatted(chainId));
        var database = new DatabaseLocation(
                Address.loopback(postgres.port()), "explorer", "postgres", Optional.of(new SecretRef("RAW_PASSWORD")));
        var story = new Story("penumbra", descriptor, node.port());
        var id = Story.deployment(1);
        return switch (Application.unknown(new ApplicationName("penumbra"))
                .after(story.accepted(id, Slot.A, Optional.of(database), NOW))) {
            case Folded.Accepted(var application) -> application.deployment(id).orElseThrow();
            case Folded.Void nothing -> throw new AssertionError(nothing.why());
        };
    }

    private Endpoints endpoints() {
        return new Endpoints(web, _ -> Optional.empty(), Clock.systemUTC());
    }

    private static String hex(long height) {
        return CometBftAnswers.hash(height).toLowerCase();
    }
}
