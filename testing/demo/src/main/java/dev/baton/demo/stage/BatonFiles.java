package dev.baton.demo.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a running Baton writes about itself in {@code run/} of its directory. */
public final class BatonFiles {

    /** What dies in the last act, in this order: the supervisor first, or it would start the others again. */
    public static final List<String> MORTAL =
            List.of("supervisor", "kafka", "deployer", "sync-monitor", "router-switcher", "audit");

    /** What the memory goal is about. */
    public static final List<String> MEASURED =
            List.of("kafka", "deployer", "sync-monitor", "router-switcher", "audit");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path directory;
    private final Path run;

    /** Of the Baton that is up in this directory. */
    public BatonFiles(Path directory) {
        this.directory = directory;
        this.run = directory.resolve("run");
    }

    /** {@code host:port} of Kafka. */
    public String bootstrapServers() {
        return endpoint("/bootstrapServers");
    }

    /** What the topics' names begin with. */
    public String topicPrefix() {
        return endpoint("/topicPrefix");
    }

    /** Base address of a service. */
    public URI service(String name) {
        return URI.create(endpoint("/services/" + name));
    }

    /**
     * The running processes of these components, in this order; what does not run is left out. They are known by the
     * mark in their command line: a PID in a file may belong to somebody else by now.
     */
    public Map<String, ProcessHandle> processes(List<String> components) {
        List<ProcessHandle> all = ProcessHandle.allProcesses().toList();
        Map<String, ProcessHandle> found = new LinkedHashMap<>();
        for (String component : components) {
            String mark = "-Dbaton.process=" + component + ":" + directory;
            all.stream()
                    .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                            .contains(mark))
                    .findFirst()
                    .ifPresent(process -> found.put(component, process));
        }
        return found;
    }

    private String endpoint(String pointer) {
        JsonNode value = read(run.resolve("endpoints.json"))
                .orElseThrow(() -> new DemoFailure(run.resolve("endpoints.json") + " is missing: is Baton up?"))
                .at(pointer);
        if (!value.isTextual()) {
            throw new DemoFailure(run.resolve("endpoints.json") + " has nothing at " + pointer);
        }
        return value.textValue();
    }

    private static Optional<JsonNode> read(Path file) {
        try {
            return Optional.of(JSON.readTree(Files.readAllBytes(file)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new DemoFailure("Cannot read " + file, e);
        }
    }
}
