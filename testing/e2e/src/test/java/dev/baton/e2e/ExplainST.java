package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.e2e.stage.Chain;
import dev.baton.e2e.stage.IndexerDescriptor;
import dev.baton.e2e.stage.Puppet;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.ScriptedServer;
import dev.baton.e2e.stage.SharedBaton;
import dev.baton.events.DataVerified;
import dev.baton.events.LogMatched;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.model.Condition;
import dev.baton.model.DeploymentId;
import dev.baton.support.FreePorts;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Why a deployment is not live yet, asked while it is on its way, and all that it has to prove until it is. */
@ExtendWith(SharedBaton.class)
class ExplainST {

    private static final String APPLICATION = "explained";
    private static final long BLOCKS = 1_500;
    private static final int SLOWLY = 75;

    @Test
    void saysWhatIsMissingWhileAVersionCatchesUpAndVerifiesRowsAnswersAndItsOutput(
            RunningBaton baton, PostgresServer postgres) throws IOException {
        try (var chain = Chain.start(baton.folder(), BLOCKS, 7)) {
            baton.secret(IndexerDescriptor.SECRET, "not-asked-for");
            var indexer = new IndexerDescriptor(
                    APPLICATION, chain.url(), chain.url(), postgres.port(), FreePorts.next(), 20_000, baton.mark());
            var blue = baton.deploy(described(indexer.of(1), "hash"), "1");
            baton.events().await(blue, SwitchConfirmed.class);

            var descriptor = described(indexer.of(2), "to_hex(hash) AS hash");
            ((ObjectNode) descriptor.at("/run/environment")).put("MAX_BLOCKS_PER_SECOND", SLOWLY);
            var green = baton.deploy(descriptor, "2");
            saysWhatIsMissing(baton, green);

            var verification =
                    baton.events().await(green, DataVerified.class).event().verification();
            assertThat(verification.checks())
                    .extracting(check -> check.name() + " against " + check.against())
                    .contains("table blocks against blue", "query a block against blue");
            provenByItsOutput(baton, green);
            baton.events().await(green, SwitchConfirmed.class);
            saysThatItServes(baton, green);
        }
    }

    /** Nothing to catch up with: it is ready for as long as it answers. */
    @Test
    void explainsAServiceThatNeedsNoSync(RunningBaton baton, ScriptedServer server) throws IOException {
        var puppet = new Puppet("healthy", server, baton.mark());
        puppet.version("1", 0);
        var descriptor = puppet.descriptor();
        var sync = (ObjectNode) descriptor.get("sync");
        sync.putObject("height").put("health", "/health");
        sync.putArray("tip").addObject().put("health", "/health");
        descriptor.put("promotion", "manual");
        var id = baton.deploy(descriptor, "1");
        baton.events().await(id, DataVerified.class);

        var told = json(baton, "explain", "healthy", "--json");

        assertThat(told.at("/readiness/ready").asBoolean()).as(told.toString()).isTrue();
        assertThat(text(baton, "explain", "healthy")).contains("ready, proven until", "waits for ");
        assertThat(baton.cli("promote", "healthy").exitCode()).isZero();
        baton.events().await(id, SwitchConfirmed.class);
    }

    private static ObjectNode described(ObjectNode descriptor, String hash) {
        ((ObjectNode) descriptor.get("sync")).put("log", "Caught up with block [0-9]+");
        var verify = (ObjectNode) descriptor.get("verify");
        verify.putArray("tables")
                .addObject()
                .put("name", "blocks")
                .put("rows", "SELECT height, " + hash + ", transaction_count FROM blocks");
        var query =
                verify.putArray("queries").addObject().put("name", "a block").put("path", "/blocks/{height}");
        query.putArray("ignore").add("/version").add("/gasUsed");
        return descriptor;
    }

    private static void saysWhatIsMissing(RunningBaton baton, DeploymentId green) throws IOException {
        baton.events()
                .await(
                        SyncProgress.class,
                        event -> event.deployment().equals(Optional.of(green))
                                && event.event().lag().filter(lag -> lag > 2).isPresent()
                                && event.event().unknown().isEmpty());
        await("an explanation").untilAsserted(() -> {
            var told = json(baton, "explain", APPLICATION, "--json");
            assertThat(told.path("deployment").asText()).isEqualTo(green.toString());
            assertThat(unmet(told)).contains("lag", "log", "stable");
        });

        var text = text(baton, "explain", APPLICATION);

        assertThat(text)
                .contains(APPLICATION + " 2, deployment " + green)
                .contains("not ready: lag is ", "must be at most 2 blocks")
                .contains("no line has matched Caught up with block [0-9]+")
                .contains("waits for every condition of readiness")
                .containsPattern("✗ lag .* for .* must be: at most 2 blocks")
                .containsPattern("→ [0-9]+ more blocks")
                .containsPattern("✓ healthy +yes");
        assertThat(text(baton, "events", APPLICATION)).contains("green-started");
    }

    private static void provenByItsOutput(RunningBaton baton, DeploymentId green) {
        assertThat(baton.events().of(green, LogMatched.class)).hasSize(1);
        var proof = baton.events().of(green, SyncComplete.class).getFirst().event();
        assertThat(proof.certificate().conditions())
                .filteredOn(Condition::name, "log")
                .extracting(Condition::value)
                .containsExactly("matched");
        await().untilAsserted(() -> assertThat(text(baton, "events", APPLICATION))
                .contains("a line of its output matches Caught up with block [0-9]+"));
    }

    private static void saysThatItServes(RunningBaton baton, DeploymentId green) {
        await().untilAsserted(() -> assertThat(text(baton, "explain", APPLICATION, "--deployment", green.toString()))
                .contains("Live"));
    }

    private static List<String> unmet(JsonNode told) {
        return told.at("/readiness/conditions")
                .valueStream()
                .filter(condition -> !condition.path("holds").asBoolean())
                .map(condition -> condition.path("name").asText())
                .toList();
    }

    private static JsonNode json(RunningBaton baton, String... command) throws IOException {
        return BatonJson.mapper().readTree(text(baton, command));
    }

    private static String text(RunningBaton baton, String... command) {
        var result = baton.cli(command);
        assertThat(result.exitCode()).as(result.errors() + result.output()).isZero();
        return result.output();
    }
}
