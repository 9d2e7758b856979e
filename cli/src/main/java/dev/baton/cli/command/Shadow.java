package dev.baton.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CommandFailure;
import dev.baton.cli.input.AddressConverter;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.Databases;
import dev.baton.cli.input.DescriptorFile;
import dev.baton.cli.input.DurationConverter;
import dev.baton.cli.up.Component;
import dev.baton.cli.up.Installation;
import dev.baton.cli.view.LiveLines;
import dev.baton.cli.view.ShadowText;
import dev.baton.codec.BatonJson;
import dev.baton.model.Address;
import dev.baton.validation.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "shadow",
        description = {
            "Watch an application that something else deploys, switch nothing, and report when Baton would have switched"
                    + " and why that differs from what happened.",
            "Needs no running Baton. It samples, decides and verifies as a deployment by the descriptor would; how green"
                    + " is started and routed is not looked at. Runs until the other tool has switched and Baton would"
                    + " have, until the time is over, or until Ctrl-C; the report comes in each case.",
            "Example: baton shadow indexer.yaml --green 127.0.0.1:8081 --nginx-config /etc/nginx/conf.d/indexer.conf"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The other tool did not switch before Baton would have.",
            "1:It did, or Baton would have ended the deployment.",
            "2:The command line, the descriptor or the NGINX file is wrong; nothing was watched.",
            "5:Neither came to a switch in the time that was given."
        })
public final class Shadow implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Mixin
    private Databases databases = new Databases();

    @Parameters(index = "0", paramLabel = "FILE", description = "The descriptor, in YAML or JSON.")
    private Path file = Path.of("baton.yaml");

    @Option(
            names = "--green",
            required = true,
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "Where the new version listens.")
    private @Nullable Address green;

    @Option(
            names = "--blue",
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "Where the version listens that serves, to compare answers and, with --blue-database, data.")
    private @Nullable Address blue;

    @Option(
            names = "--blue-descriptor",
            paramLabel = "FILE",
            description =
                    "The descriptor of the version that serves, where the queries of section verify, or the password"
                            + " of the database, are others for it. Default: the one of the new version. Blue's height and health"
                            + " are not looked at.")
    private @Nullable Path blueFile;

    @Option(
            names = "--version",
            paramLabel = "V",
            defaultValue = "green",
            description = "The new version's name, where the descriptor uses {version}. Default: ${DEFAULT-VALUE}.")
    private String version = "green";

    @Option(
            names = "--nginx-config",
            paramLabel = "FILE",
            description = "NGINX's file that the other tool edits: it switches when green's address appears there.")
    private @Nullable Path router;

    @Option(
            names = "--green-in-nginx",
            paramLabel = "ADDRESS",
            description = "How that file names green. Default: as --green does.")
    private @Nullable String inRouter;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Watch no longer than that, for example 12h. Default: until Ctrl-C.")
    private @Nullable Duration longest;

    @Option(
            names = "--after",
            paramLabel = "DURATION",
            defaultValue = "1h",
            converter = DurationConverter.class,
            description =
                    "How long to go on after a switch by the other tool that came too early, to see when Baton would"
                            + " have switched. Default: ${DEFAULT-VALUE}.")
    private Duration after = Duration.ofHours(1);

    @Option(
            names = "--json",
            description =
                    "Print a JSON object a line for each assessment and whatever else happens; the last is the report.")
    private boolean json;

    @Override
    public Integer call() {
        var assignment = assignment();
        var printed = new CountDownLatch(1);
        try {
            var process = start(assignment);
            // An interrupt from the terminal reaches the child as well. The report comes all the same, and so does its
            // code.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(process, printed)));
            try (var lines = process.inputReader()) {
                show(lines.lines().iterator());
            }
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("The shadow cannot be run", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted");
        } finally {
            spec.commandLine().getOut().flush();
            printed.countDown();
        }
    }

    private JsonNode assignment() {
        if (router != null && !Files.isRegularFile(router)) {
            throw CommandFailure.usage(router + " cannot be read: there is no such file");
        }
        if (inRouter != null && router == null) {
            throw CommandFailure.usage("--green-in-nginx says how the file of --nginx-config names green: give both");
        }
        if (green == null || green.equals(blue)) {
            throw CommandFailure.usage("--green and --blue are two addresses");
        }
        var valid = new DescriptorFile(file).require();
        var descriptor = valid.descriptor();
        if (blueFile != null && blue == null) {
            throw CommandFailure.usage("--blue-descriptor describes the version at --blue: give both");
        }
        var validBlue = Optional.ofNullable(blueFile).map(it -> new DescriptorFile(it).require());
        var ofBlue = databases.blue(
                descriptor, validBlue.map(Reading.Valid::descriptor).orElse(descriptor));
        if (ofBlue.isPresent() && blue == null) {
            throw CommandFailure.usage("--blue-database is the database of the version at --blue: give both");
        }
        var mapper = BatonJson.mapper();
        var assignment = mapper.createObjectNode();
        assignment.set("descriptor", valid.json());
        validBlue.ifPresent(it -> assignment.set("blueDescriptor", it.json()));
        assignment.put("version", version);
        assignment.set("green", mapper.valueToTree(green));
        Optional.ofNullable(blue).ifPresent(it -> assignment.set("blue", mapper.valueToTree(it)));
        databases.green(descriptor).ifPresent(it -> assignment.set("greenDatabase", mapper.valueToTree(it)));
        ofBlue.ifPresent(it -> assignment.set("blueDatabase", mapper.valueToTree(it)));
        assignment.put(
                "secrets", directory.layout().directory().resolve("secrets").toString());
        Optional.ofNullable(router)
                .ifPresent(it -> assignment.put("router", it.toAbsolutePath().toString()));
        assignment.put("inRouter", inRouter == null ? green.toString() : inRouter);
        Optional.ofNullable(longest).ifPresent(it -> assignment.put("longest", it.toString()));
        return assignment.put("after", after.toString());
    }

    private static Process start(JsonNode assignment) throws IOException {
        var process = new ProcessBuilder(Installation.current()
                        .service(Component.SYNC_MONITOR, "dev.baton.syncmonitor.shadow.ShadowMain"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var to = process.outputWriter()) {
            to.write(assignment.toString());
        }
        return process;
    }

    private void show(Iterator<String> lines) {
        var out = spec.commandLine().getOut();
        var text = new ShadowText(new LiveLines(out), Clock.systemUTC(), ZoneId.systemDefault());
        while (lines.hasNext()) {
            var line = lines.next();
            var node = read(line);
            if (!json) {
                text.show(node);
            } else if (!node.path("kind").asText().equals("sample")) {
                out.println(line);
                out.flush();
            }
        }
    }

    private static JsonNode read(String line) {
        try {
            return BatonJson.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("The shadow wrote what is no JSON: " + line, e);
        }
    }

    private static void finish(Process process, CountDownLatch printed) {
        if (printed.getCount() == 0) {
            return;
        }
        // Not destroyed as a process, which would close its output unread.
        process.toHandle().destroy();
        try {
            printed.await();
            Runtime.getRuntime().halt(process.waitFor());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
