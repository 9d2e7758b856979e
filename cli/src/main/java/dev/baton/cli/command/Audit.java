package dev.baton.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.OnlyApplication;
import dev.baton.cli.view.Json;
import dev.baton.cli.view.Table;
import dev.baton.model.ApplicationName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "audit",
        description = "Ask about the tamper-evident trail of events.",
        subcommands = Audit.Verify.class)
public final class Audit {
    @Command(
            name = "verify",
            description = {
                "Check that the trail is whole: that no record was altered, removed, added or moved.",
                "Exits with 1 when it is not, and says where it breaks."
            })
    static final class Verify implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private BatonDirectory directory = new BatonDirectory();

        @Mixin
        private OnlyApplication application = new OnlyApplication();

        @Option(names = "--json", description = "Print what was found as one JSON object.")
        private boolean json;

        @Override
        public Integer call() {
            var audit = Connection.to(directory.layout()).audit();
            var found = audit.verify(application.name().map(ApplicationName::value));
            boolean verified = found.path("verified").asBoolean();
            if (json) {
                spec.commandLine().getOut().println(Json.line(found));
            } else {
                show(found, verified);
            }
            return verified ? ExitCode.OK : ExitCode.FAILED;
        }

        private void show(JsonNode found, boolean verified) {
            var out = spec.commandLine().getOut();
            var table = new Table("APPLICATION", "RECORDS", "HEAD", "RESULT");
            for (JsonNode chain : found.path("chains")) {
                var fault = chain.path("fault");
                table.row(
                        chain.path("application").asText(),
                        chain.path("records").asText(),
                        chain.path("head").path("hash").asText("-"),
                        fault.isMissingNode()
                                ? "whole"
                                : "%s at %s: %s"
                                        .formatted(
                                                fault.path("kind").asText(),
                                                fault.path("sequence").asText("?"),
                                                fault.path("detail").asText()));
            }
            out.print(table);
            out.println(
                    verified
                            ? "The trail is whole: %s records"
                                    .formatted(found.path("records").asText())
                            : "THE TRAIL IS BROKEN: what stands in it from there on proves nothing");
        }
    }
}
