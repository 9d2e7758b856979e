package dev.baton.validation;

import static dev.baton.validation.Agreement.fault;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What a schema cannot say of {@code run}: that what it has fits the runtime, and its containers each other. */
final class RunAgreement {

    /** By this name the instance's containers reach the deployment's own database. */
    private static final String DATABASE = "database";

    private RunAgreement() {}

    static List<Fault> check(JsonNode json, Positions positions) {
        return json.at("/run/runtime").asText("process").equals("docker")
                ? docker(json.path("run"), positions)
                : process(json.path("run"), positions);
    }

    private static List<Fault> process(JsonNode run, Positions positions) {
        var faults = new ArrayList<Fault>();
        for (var key : List.of("containers", "networks")) {
            if (run.has(key)) {
                faults.add(fault(
                        positions,
                        "/run/" + key,
                        "is for containers, and the runtime is process",
                        "add `runtime: docker`, or remove it"));
            }
        }
        if (!run.has("process") && !run.has("containers")) {
            faults.add(fault(
                    positions,
                    "/run/process",
                    "is missing",
                    "add it: the program to run; or `runtime: docker` and containers"));
        }
        return faults;
    }

    private static List<Fault> docker(JsonNode run, Positions positions) {
        var faults = new ArrayList<Fault>();
        if (run.has("process")) {
            faults.add(fault(
                    positions, "/run/process", "is a program, and the runtime is docker", "list it in run.containers"));
        }
        if (!run.has("containers")) {
            faults.add(fault(positions, "/run/containers", "is missing", "add it: the containers to run, in order"));
            return faults;
        }
        var names = new HashSet<String>();
        var serving = 0;
        for (var i = 0; i < run.path("containers").size(); i++) {
            var container = run.path("containers").path(i);
            var at = "/run/containers/" + i;
            serving += container.has("port") ? 1 : 0;
            faults.addAll(container(container, at, names, positions));
        }
        if (serving != 1) {
            faults.add(fault(
                    positions,
                    "/run/containers",
                    serving == 0 ? "has no container with a port" : "has " + serving + " containers with a port",
                    "write `port:` in the one container that serves users"));
        }
        return faults;
    }

    private static List<Fault> container(JsonNode container, String at, HashSet<String> names, Positions positions) {
        var faults = new ArrayList<Fault>();
        var name = container.path("name").asText();
        if (name.equals(DATABASE)) {
            faults.add(fault(
                    positions, at + "/name", "is the name of the deployment's own database", "choose another name"));
        } else if (!names.add(name)) {
            faults.add(fault(positions, at + "/name", "is the name of another container too", "choose another name"));
        }
        var image = container.path("image").asText();
        if (!image.contains("@") && !image.substring(image.lastIndexOf('/') + 1).contains(":")) {
            faults.add(fault(
                    positions,
                    at + "/image",
                    "names no version",
                    "add a tag, e.g. " + image + ":{version}, or a digest"));
        }
        if (container.has("port") && container.path("once").asBoolean()) {
            faults.add(fault(
                    positions, at + "/once", "runs to its end, and a port is what serves users", "remove one of them"));
        }
        for (var i = 0; i < container.path("volumes").size(); i++) {
            var volume = container.path("volumes").path(i);
            if (volume.has("name") == volume.has("host")) {
                faults.add(fault(
                        positions,
                        at + "/volumes/" + i,
                        "has "
                                + (volume.has("name")
                                        ? "both a name and a host path"
                                        : "neither a name nor a host path"),
                        "write name for a volume of the deployment's own, or host for a folder of the machine"));
            }
        }
        return faults;
    }
}
