package dev.baton.demo.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.baton.load.LoadReport;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All that the demo found out.
 *
 * @param load what the load client counted, over the whole run
 * @param switches moves of all traffic, oldest first
 * @param deployments oldest first
 * @param audit what the check of the audit chain said
 * @param outage the act in which Baton dies; empty if it was left out
 * @param memoryBytes resident memory by process, before anything was killed
 * @param upMillis how long {@code baton up} took until all was ready, by occasion
 * @param versions of what took part, by name
 * @param blocks the height that was indexed
 * @param tookSeconds the whole demo until this report
 */
public record DemoReport(
        LoadReport load,
        List<SwitchFigures> switches,
        List<DeploymentFigures> deployments,
        Audit audit,
        Optional<Outage> outage,
        Map<String, Long> memoryBytes,
        Map<String, Long> upMillis,
        Map<String, String> versions,
        long blocks,
        double tookSeconds) {

    /** Requests below which the demo proves too little. */
    public static final long LEAST_REQUESTS = 20_000;

    /** Switches below which the demo proves too little. */
    public static final int LEAST_SWITCHES = 3;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** Copies the collections, keeping their order. */
    public DemoReport {
        switches = List.copyOf(switches);
        deployments = List.copyOf(deployments);
        memoryBytes = Collections.unmodifiableMap(new LinkedHashMap<>(memoryBytes));
        upMillis = Collections.unmodifiableMap(new LinkedHashMap<>(upMillis));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    /**
     * The check of the audit chain.
     *
     * @param records how many it covered
     * @param verified whether all of them are as they were written
     * @param fault what is wrong, if not
     */
    public record Audit(long records, boolean verified, Optional<String> fault) {}

    /** The median of the switches' times; empty without switches. */
    public OptionalDouble medianDecidedToServedMs() {
        double[] sorted = switches.stream()
                .mapToDouble(SwitchFigures::decidedToServedMs)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** Every reason for which the demo did not show what it should; empty if it did. */
    public List<String> failures() {
        List<String> found = new ArrayList<>();
        if (load.lostRequests() > 0) {
            found.add(load.lostRequests() + " of " + load.requests() + " requests were lost");
        }
        if (load.webSocketsBroken() > 0) {
            found.add(load.webSocketsBroken() + " WebSockets broke");
        }
        if (load.requests() < LEAST_REQUESTS) {
            found.add("only " + load.requests() + " requests were made, " + LEAST_REQUESTS + " are needed");
        }
        if (switches.size() < LEAST_SWITCHES) {
            found.add("only " + switches.size() + " switches were made, " + LEAST_SWITCHES + " are needed");
        }
        for (SwitchFigures move : switches) {
            if (move.decidedToServedMs() == SwitchFigures.NEVER) {
                found.add("version " + move.toVersion() + " never answered after the switch to epoch " + move.epoch());
            }
            if (move.staleAnswers() > 0) {
                found.add(move.staleAnswers() + " answers came from version " + move.fromVersion()
                        + " after the switch to epoch " + move.epoch() + " was reported");
            }
        }
        for (DeploymentFigures deployment : deployments) {
            if (!deployment.outcome().equals(DeploymentFigures.COMPLETED)) {
                found.add("the deployment of version " + deployment.version() + " is " + deployment.outcome());
            }
        }
        if (!audit.verified()) {
            found.add("the audit chain does not verify"
                    + audit.fault().map(f -> ": " + f).orElse(""));
        }
        return found;
    }

    /** One JSON object on one line: the figures that the project's goals name first, then the rest. */
    public String toJson() {
        try {
            var tree = JSON.createObjectNode();
            tree.put("passed", failures().isEmpty());
            tree.set("failures", JSON.valueToTree(failures()));
            tree.put("requests", load.requests());
            tree.put("lostRequests", load.lostRequests());
            tree.put("webSocketsOpened", load.webSocketsOpened());
            tree.put("webSocketsBroken", load.webSocketsBroken());
            tree.set("switches", JSON.valueToTree(switches));
            medianDecidedToServedMs().ifPresent(median -> tree.put("decidedToServedMsMedian", median));
            tree.set("deployments", JSON.valueToTree(deployments));
            tree.put("auditRecords", audit.records());
            tree.put("auditVerified", audit.verified());
            outage.ifPresent(act -> tree.set("outage", JSON.valueToTree(act)));
            tree.set("memoryBytes", JSON.valueToTree(memoryBytes));
            tree.put(
                    "memoryBytesTotal",
                    memoryBytes.values().stream().mapToLong(Long::longValue).sum());
            tree.set("upMillis", JSON.valueToTree(upMillis));
            tree.set("versions", JSON.valueToTree(versions));
            tree.put("blocks", blocks);
            tree.put("tookSeconds", tookSeconds);
            tree.set("load", JSON.readValue(load.toJson(), JsonNode.class));
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A record of numbers and texts is always JSON", e);
        }
    }
}
