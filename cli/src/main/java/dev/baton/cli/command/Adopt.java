package dev.baton.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CommandFailure;
import dev.baton.cli.ExitCode;
import dev.baton.cli.client.EventCursor;
import dev.baton.cli.client.Patience;
import dev.baton.cli.client.RecordedEvent;
import dev.baton.cli.input.AddressConverter;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.DescriptorFile;
import dev.baton.cli.input.Requester;
import dev.baton.cli.input.RunningInstance;
import dev.baton.cli.input.SlotConverter;
import dev.baton.cli.view.AdoptionText;
import dev.baton.cli.view.Json;
import dev.baton.descriptor.Database.Postgres;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.AdoptRequested;
import dev.baton.events.Adopted;
import dev.baton.events.RequestRejected;
import dev.baton.events.RouteChanged;
import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "adopt",
        description = {
            "Take an application that runs already into Baton's care, as the version that serves. Nothing about it is"
                    + " changed, and its users reach it as before, until you lead them to Baton's site.",
            "Say what it is: a container, a process, or at least an address. All that stands against it is said at once."
        })
public final class Adopt implements Callable<Integer> {
    /** How long the deployer may take to look and to answer. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** How long the router may take to make the site and to prove it. */
    private static final Duration SITE = Duration.ofSeconds(20);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Mixin
    private Requester requester = new Requester();

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The application's descriptor, the one by which its later versions are deployed.")
    private Path file = Path.of("baton.yaml");

    @Option(names = "--version", paramLabel = "V", required = true, description = "The version that runs.")
    private String version = "";

    @ArgGroup
    private RunningInstance instance = new RunningInstance();

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "Where it listens for users; needed where that is in several places. Without --container and"
                    + " --pid, Baton knows it by its address alone and cannot stop it when it retires.")
    private @Nullable Address address;

    @Option(
            names = "--slot",
            paramLabel = "SLOT",
            converter = SlotConverter.class,
            description = "The slot that it takes: a, b or c. Default: the one with its port, or a.")
    private @Nullable Slot slot;

    @Option(
            names = "--database",
            paramLabel = "URI",
            description =
                    "Its database: postgresql://ROLE@HOST:PORT/DATABASE, without a password: that is the secret that"
                            + " the descriptor names. Default: the descriptor's server with the database in its address.")
    private @Nullable URI database;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
    private @Nullable String reason;

    @Option(names = "--watch", description = "Go on with baton watch.")
    private boolean watch;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() {
        var valid = new DescriptorFile(file).require();
        var request = request(valid.descriptor(), valid.json());
        var layout = directory.layout();
        var connection = Connection.to(layout);
        var name = valid.descriptor().name();
        var cursor = EventCursor.atEnd(connection.audit(), name.value());
        var id = DeploymentId.next(Clock.systemUTC());
        var asked = connection.requests().publish(name, Optional.of(id), request);
        var answer = cursor.await(
                        event -> event.cause().equals(Optional.of(asked.id().value()))
                                && (event.is(Adopted.class) || event.is(RequestRejected.class)),
                        Patience.of(ANSWER))
                .orElseThrow(() -> CommandFailure.unreachable(
                        "The request is on record and nobody has answered it yet. ./baton status says what is not up"));
        if (answer.is(RequestRejected.class)) {
            return refused(name.value(), answer);
        }
        // Adopted before by the same request, its route was proven before.
        var known = !answer.deployment().equals(Optional.of(id.toString()));
        var proven = known || awaitSite(cursor, answer);
        tell(name.value(), answer, valid.descriptor(), proven);
        return watch ? watch(name.value(), layout.directory()) : ExitCode.OK;
    }

    private int watch(String application, Path baton) {
        var arguments = new ArrayList<>(List.of("watch", application, "--dir", baton.toString()));
        if (json) {
            arguments.add("--json");
        }
        return spec.commandLine().getParent().execute(arguments.toArray(String[]::new));
    }

    private AdoptRequested request(Descriptor descriptor, JsonNode written) {
        if (instance.isNone() && address == null) {
            throw CommandFailure.usage(
                    "Say what is to be adopted: --container NAME, --pid PID, or at least" + " --address HOST:PORT");
        }
        checkDatabase(descriptor);
        return new AdoptRequested(
                version,
                written,
                instance.container(),
                instance.pid(),
                Optional.ofNullable(address),
                Optional.ofNullable(slot),
                Optional.ofNullable(database).map(URI::toString),
                requester.name(),
                Optional.ofNullable(reason));
    }

    /** Before it is in an event, where a password would stay for ever. */
    private void checkDatabase(Descriptor descriptor) {
        if (database == null) {
            return;
        }
        if (descriptor.database().isEmpty()) {
            throw CommandFailure.usage("The descriptor has no section database: leave --database out, or add it");
        }
        try {
            var _ = new Postgres(Optional.of(database), Optional.empty(), Optional.empty());
            if (database.getRawQuery() == null && database.getRawFragment() == null) {
                return;
            }
        } catch (IllegalArgumentException _) {
            // Told below; the address is not repeated.
        }
        throw CommandFailure.usage(
                "--database has the form postgresql://ROLE@HOST:PORT/DATABASE and holds no password");
    }

    private static boolean awaitSite(EventCursor cursor, RecordedEvent adopted) {
        return cursor.await(
                        event -> event.is(RouteChanged.class) && event.cause().equals(adopted.id()), Patience.of(SITE))
                .isPresent();
    }

    private int refused(String application, RecordedEvent answer) {
        var reasons = new ArrayList<String>();
        answer.data().path("reasons").forEach(given -> reasons.add(given.asText()));
        reasons.forEach(given -> spec.commandLine().getErr().println("refused: " + given));
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(Json.line(new Result(
                            application, Optional.empty(), version, "REJECTED", Optional.empty(), false, reasons)));
        }
        return ExitCode.REFUSED;
    }

    private void tell(String application, RecordedEvent answer, Descriptor descriptor, boolean proven) {
        var text = AdoptionText.of(application, answer, descriptor.route(), proven);
        if (json) {
            text.lines().forEach(spec.commandLine().getErr()::println);
            spec.commandLine()
                    .getOut()
                    .println(Json.line(new Result(
                            application,
                            answer.deployment(),
                            version,
                            "ADOPTED",
                            Optional.of(answer.data().path("slot").asText()),
                            proven,
                            List.of())));
        } else {
            spec.commandLine().getOut().print(text);
        }
    }

    /**
     * What came of it.
     *
     * @param proven whether requests through Baton's site were answered by it
     */
    record Result(
            String application,
            Optional<String> deployment,
            String version,
            String outcome,
            Optional<String> slot,
            boolean proven,
            List<String> reasons) {}
}
