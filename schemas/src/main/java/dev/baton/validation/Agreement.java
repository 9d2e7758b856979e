package dev.baton.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a schema cannot say: that the parts of a descriptor agree with each other. */
final class Agreement {

    private Agreement() {}

    static List<Fault> check(JsonNode json, Positions positions) {
        var faults = new ArrayList<Fault>();
        faults.addAll(RunAgreement.check(json, positions));
        var hasDatabase = json.has("database");
        if (hasDatabase) {
            database(json, positions).ifPresent(faults::add);
        }
        if (!hasDatabase && json.at("/sync/height").has("sql")) {
            faults.add(fault(
                    positions,
                    "/sync/height/sql",
                    "asks a database, and the descriptor has none",
                    "add `database:`, or read the height with http, evm or cometbft"));
        }
        if (!hasDatabase && json.has("verify")) {
            faults.add(fault(
                    positions,
                    "/verify",
                    "compares a database, and the descriptor has none",
                    "add `database:`, or remove `verify:`"));
        }
        faults.addAll(SourceAgreement.check(json, positions));
        faults.addAll(GateAgreement.check(json, positions));
        var listen = json.at("/route/listen").asInt();
        for (var i = 0; i < json.at("/route/slots").size(); i++) {
            if (json.at("/route/slots/" + i).asInt() == listen) {
                faults.add(fault(
                        positions,
                        "/route/slots/" + i,
                        "is the port that the router listens on",
                        "choose another port for the slot"));
            }
        }
        return faults;
    }

    private static Optional<Fault> database(JsonNode json, Positions positions) {
        var postgres = json.at("/database/postgres");
        if (postgres.has("server") == postgres.has("container")) {
            return Optional.of(fault(
                    positions,
                    "/database/postgres",
                    "has "
                            + (postgres.has("server")
                                    ? "both a server and a container"
                                    : "neither a server nor a container"),
                    "name a server on which databases are made, or a container to start for each deployment"));
        }
        if (postgres.has("container") && !postgres.has("password")) {
            return Optional.of(fault(
                    positions,
                    "/database/postgres/password",
                    "is missing",
                    "name the secret that becomes the database's password: {secret: NAME}"));
        }
        return Optional.empty();
    }

    static Fault fault(Positions positions, String path, String problem, String remedy) {
        return new Fault(positions.line(path), positions.column(path), path, problem, remedy);
    }
}
