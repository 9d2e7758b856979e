package dev.baton.validation;

import static dev.baton.validation.Agreement.fault;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a schema cannot say about the sources of heights. */
final class SourceAgreement {

    private static final List<String> PLACES = List.of("http", "prometheus");

    private SourceAgreement() {}

    static List<Fault> check(JsonNode json, Positions positions) {
        var faults = new ArrayList<Fault>();
        var tips = IntStream.range(0, json.at("/sync/tip").size())
                .mapToObj(i -> "/sync/tip/" + i)
                .toList();
        Stream.concat(Stream.of("/sync/height"), tips.stream()).forEach(source -> {
            for (var kind : PLACES) {
                place(json.at(source + "/" + kind), source + "/" + kind, positions, faults);
            }
            var http = json.at(source + "/http");
            if (http.has("body") && http.path("method").asText("POST").equals("GET")) {
                faults.add(
                        fault(positions, source + "/http/method", "sends no body", "write POST, or remove the body"));
            }
        });
        var health = json.at("/sync/height").has("health");
        if (tips.stream().anyMatch(tip -> json.at(tip).has("health") != health)) {
            faults.add(
                    fault(
                            positions,
                            "/sync",
                            "mixes health with another source",
                            "write health as height and as the only tip where there is nothing to catch up with, else neither"));
        }
        for (var tip : tips) {
            if (asksTheInstance(json.at(tip))) {
                faults.add(fault(
                        positions,
                        tip,
                        "asks the instance itself, which cannot know how far behind it is",
                        "name the source that the instance reads from: evm, cometbft, postgres, or http with a url"));
            }
        }
        return faults;
    }

    private static void place(JsonNode place, String pointer, Positions positions, List<Fault> faults) {
        if (!place.isMissingNode() && place.has("path") == place.has("url")) {
            faults.add(fault(
                    positions,
                    pointer,
                    "has " + (place.has("path") ? "both a path and a url" : "neither a path nor a url"),
                    "write path for the instance itself, or url for any other address"));
        }
    }

    /** Ponder tells its own height only, wherever it runs. */
    private static boolean asksTheInstance(JsonNode tip) {
        return tip.has("sql")
                || tip.has("ponder")
                || PLACES.stream().anyMatch(kind -> tip.path(kind).has("path"));
    }
}
