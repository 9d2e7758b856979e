package dev.baton.e2e.stage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.demo.stage.BatonFiles;
import dev.baton.demo.stage.Guard;
import dev.baton.demo.stage.Launcher;
import dev.baton.demo.stage.Leftovers;
import dev.baton.events.Envelope;
import dev.baton.model.DeploymentId;
import dev.baton.support.Checkout;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A Baton that was brought up by the launcher in a folder of its own on free ports, with the ways in that people have:
 * the command line, HTTP, and Kafka. Whatever of it is left at the end is ended, even if the test's JVM is killed.
 */
public final class RunningBaton implements AutoCloseable {

    /** Everything of Baton that may die without users noticing; the supervisor first, or it would start the others. */
    public static final List<String> ALL = BatonFiles.MORTAL;

    private static final Duration UP_LIMIT = Duration.ofSeconds(180);
    private static final Duration DOWN_LIMIT = Duration.ofSeconds(90);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
    private static final Duration HTTP_LIMIT = Duration.ofSeconds(15);
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Path folder;
    private final Path directory;
    private final Leftovers leftovers;
    private final Launcher launcher;
    private final BatonFiles files;
    private final int portsFrom = FreePorts.next();
    private final HttpClient http = HttpClient.newHttpClient();
    private final EventCodec codec = new EventCodec();
    private @Nullable KafkaProducer<String, byte[]> producer;
    private @Nullable EventLog events;

    private RunningBaton(Path folder) {
        this.folder = folder;
        this.directory = folder.resolve("baton");
        this.leftovers = new Leftovers(folder);
        // The build that runs this test has built everything; the launcher is not to build underneath it.
        var environment = Map.of(Leftovers.MARK, folder.toString(), "BATON_NO_BUILD", "yes");
        this.launcher = new Launcher(Checkout.root(), directory, environment, folder);
        this.files = new BatonFiles(directory);
    }

    /** Brings a Baton up in a fresh folder and returns when all of it answers. */
    public static RunningBaton start() {
        try {
            var folder = Files.createTempDirectory("baton-e2e-").toRealPath();
            Guard.watch(folder);
            var baton = new RunningBaton(folder);
            try {
                baton.up();
                return baton;
            } catch (RuntimeException e) {
                // With its logs, which say why.
                baton.end();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts what does not run. */
    public void up() {
        launcher.run(UP_LIMIT, "up", "--ports-from", Integer.toString(portsFrom));
    }

    /** Stops everything, as a person would. */
    public void down() {
        closeClients();
        launcher.run(DOWN_LIMIT, "down");
    }

    /** Runs a command to its end, whatever its exit code. */
    public Launcher.Result cli(String... arguments) {
        return launcher.tryRun(COMMAND_LIMIT, arguments);
    }

    /** The folder of this run; the tests put what they need beside Baton's own directory. */
    public Path folder() {
        return folder;
    }

    /** Baton's directory, as {@code --dir} says. */
    public Path directory() {
        return directory;
    }

    /** What everything that belongs to this run carries in its environment: name and value. */
    public Map.Entry<String, String> mark() {
        return Map.entry(Leftovers.MARK, folder.toString());
    }

    /** All that was published, from the beginning. */
    public synchronized EventLog events() {
        if (events == null) {
            events = new EventLog(files.bootstrapServers(), files.topicPrefix());
        }
        return events;
    }

    /** Puts a secret where the descriptors' references find it. */
    public void secret(String name, String value) {
        try {
            var secrets = Files.createDirectories(directory.resolve("secrets"));
            var file = secrets.resolve(name);
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Posts JSON text to the deployer's entrance. */
    public HttpResponse<String> post(String path, String json) {
        return send(HttpRequest.newBuilder(files.service("deployer").resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Asks for a deployment by HTTP, as CI without access to Kafka does, and returns its id. */
    public DeploymentId deploy(JsonNode descriptor, String version) {
        var body = BatonJson.mapper().createObjectNode().put("version", version).put("requestedBy", "e2e");
        body.set("descriptor", descriptor);
        var answer = post("/deployments", body.toString());
        if (answer.statusCode() != 202) {
            throw new IllegalStateException("The deployer answers " + answer.statusCode() + ": " + answer.body());
        }
        return DeploymentId.of(json(answer.body()).path("deployment").asText());
    }

    /** What audit answers; it must be 200. */
    public JsonNode audit(String path) {
        var answer = send(HttpRequest.newBuilder(files.service("audit").resolve(path)));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("audit answers " + answer.statusCode() + ": " + answer.body());
        }
        return json(answer.body());
    }

    private static JsonNode json(String text) {
        try {
            return BatonJson.mapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to a GET from anywhere on this machine. */
    public HttpResponse<String> get(URI address) {
        return send(HttpRequest.newBuilder(address));
    }

    /** Publishes an event as Baton's own programs do. */
    public void publish(Topic topic, Envelope<?> envelope) {
        send(codec.toRecord(topic.in(files.topicPrefix()), envelope));
    }

    /** Publishes bytes as {@code kcat} does: without headers. */
    public void publishRaw(Topic topic, @Nullable String key, byte @Nullable [] value) {
        send(new ProducerRecord<>(topic.in(files.topicPrefix()), key, value));
    }

    /** Ends processes of components at once, {@code kill -9}, in the order given. */
    public void kill(List<String> components) {
        var processes = components.stream().map(this::process).toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    /** A component's process, known by the mark that {@code up} puts into its command line. */
    private ProcessHandle process(String component) {
        var mark = "-Dbaton.process=" + component + ":" + directory;
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> List.of(arguments).contains(mark))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(component + " does not run"));
    }

    /** Processes of this run, the instances included. */
    public List<ProcessHandle> processes() {
        return leftovers.find();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(HTTP_LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private synchronized void send(ProducerRecord<String, byte[]> record) {
        if (producer == null) {
            producer = new KafkaProducer<>(
                    Map.of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            files.bootstrapServers(),
                            ProducerConfig.ACKS_CONFIG,
                            "all"),
                    new StringSerializer(),
                    new ByteArraySerializer());
        }
        try {
            producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take the record", e.getCause());
        }
    }

    private synchronized void closeClients() {
        if (events != null) {
            events.close();
            events = null;
        }
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    /** Ends everything of this run, asked politely first, and removes its folder. */
    @Override
    public void close() {
        end();
        Folders.delete(folder);
    }

    private void end() {
        closeClients();
        launcher.tryRun(DOWN_LIMIT, "down");
        http.close();
        var immortal = leftovers.end(GRACE);
        if (!immortal.isEmpty()) {
            throw new IllegalStateException("These processes cannot be ended: " + immortal);
        }
    }
}
