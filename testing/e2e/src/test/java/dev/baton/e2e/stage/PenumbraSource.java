package dev.baton.e2e.stage;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.baton.codec.BatonJson;
import dev.baton.demo.stage.DockerObjects;
import dev.baton.support.DockerImages;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The source of the Penumbra example in containers: a Postgres server, and the stand-in for the node that fills it. All of
 * it carries the run's mark, by which it is removed even where the test is killed.
 */
public final class PenumbraSource {

    /** The password of the role {@code explorer} in the database {@code penumbra}. */
    public static final String PASSWORD = "source-secret";

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final ExposedPort POSTGRES = ExposedPort.tcp(5432);
    private static final ExposedPort RPC = ExposedPort.tcp(26657);

    private final DockerClient engine;
    private final Map<String, String> mark;
    private final String network;
    private final int databasePort = FreePorts.next();
    private final int rpcPort = FreePorts.next();

    private PenumbraSource(DockerClient engine, Path folder) {
        this.engine = engine;
        var label = DockerObjects.mark(folder).split("=", 2);
        this.mark = Map.of(label[0], label[1]);
        this.network = folder.getFileName() + "-source";
    }

    /** Starts a chain of so many blocks that grows by two a second, and waits until it is there. */
    public static PenumbraSource start(DockerClient engine, Path folder, String image, long blocks) {
        var source = new PenumbraSource(engine, folder);
        engine.createNetworkCmd()
                .withName(source.network)
                .withLabels(source.mark)
                .exec();
        source.run(
                "source-db",
                DockerImages.ensure("postgres"),
                POSTGRES,
                source.databasePort,
                command -> command.withEnv(
                        "POSTGRES_USER=explorer", "POSTGRES_PASSWORD=" + PASSWORD, "POSTGRES_DB=penumbra"));
        source.run(
                "node",
                image,
                RPC,
                source.rpcPort,
                command -> command.withEnv("PORT=" + RPC.getPort(), "SOURCE_DB_URL=" + source.urlInside())
                        .withCmd("--blocks", Long.toString(blocks), "--block-time-ms", "500"));
        await("the source's blocks").atMost(LIMIT).ignoreExceptions().until(() -> source.height() >= blocks);
        return source;
    }

    /** The network in which its database is {@code source-db}. */
    public String network() {
        return network;
    }

    /** Its database as containers in that network reach it, with the password. */
    public String urlInside() {
        return "postgresql://explorer:" + PASSWORD + "@source-db:5432/penumbra";
    }

    /** Its database as this machine reaches it. */
    public String server() {
        return "postgresql://explorer@127.0.0.1:" + databasePort + "/penumbra";
    }

    /** The node's RPC as this machine reaches it. */
    public URI rpc() {
        return URI.create("http://127.0.0.1:" + rpcPort);
    }

    /** The hash of a block as the node has it, upper-case hexadecimal digits. */
    public String hash(long height) throws IOException {
        return ask("/block?height=" + height).at("/result/block_id/hash").asText();
    }

    private long height() throws IOException {
        return ask("/status").at("/result/sync_info/latest_block_height").asLong();
    }

    private JsonNode ask(String path) throws IOException {
        try (var answer = rpc().resolve(path).toURL().openStream()) {
            return BatonJson.mapper().readTree(answer);
        }
    }

    private interface Change {
        CreateContainerCmd to(CreateContainerCmd command);
    }

    private void run(String name, String image, ExposedPort inside, int outside, Change change) {
        var command = engine.createContainerCmd(image)
                .withName(network + "-" + name)
                .withAliases(name)
                .withLabels(mark)
                .withExposedPorts(inside)
                .withHostConfig(HostConfig.newHostConfig()
                        .withNetworkMode(network)
                        .withPortBindings(new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", outside), inside)));
        engine.startContainerCmd(change.to(command).exec().getId()).exec();
    }
}
