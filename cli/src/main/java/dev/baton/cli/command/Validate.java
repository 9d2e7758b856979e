package dev.baton.cli.command;

import dev.baton.cli.ExitCode;
import dev.baton.cli.input.DescriptorFile;
import dev.baton.cli.view.Json;
import dev.baton.validation.Fault;
import dev.baton.validation.Reading;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "validate",
        description = "Check a descriptor, and name every fault with its line and what to write instead.",
        footerHeading = "%nThe smallest descriptor:%n",
        footer = {
            "  name: my-indexer",
            "  run:",
            "    process: {command: [./indexer, --port, \"{port}\"]}",
            "  database:",
            "    postgres: {server: \"postgresql://me@127.0.0.1:5432/postgres\"}",
            "  sync:",
            "    height: {sql: \"SELECT max(height) FROM blocks\"}",
            "    tip: [{evm: {url: \"http://127.0.0.1:8545\"}}]",
            "  verify:",
            "    blocks: \"SELECT height, hash FROM blocks\"",
            "  route:",
            "    listen: 8080"
        })
public final class Validate implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "FILE", description = "The descriptor, in YAML or JSON.")
    private Path file = Path.of("baton.yaml");

    @Option(names = "--json", description = "Print one JSON object: valid, and the faults.")
    private boolean json;

    @Override
    public Integer call() {
        var descriptor = new DescriptorFile(file);
        var out = spec.commandLine().getOut();
        return switch (descriptor.read()) {
            case Reading.Valid(var valid, var _) -> {
                out.println(
                        json
                                ? Json.line(new Result(true, List.of()))
                                : file + " is in order: application " + valid.name());
                yield ExitCode.OK;
            }
            case Reading.Invalid(var faults) -> {
                if (json) {
                    out.println(Json.line(new Result(false, faults)));
                } else {
                    spec.commandLine().getErr().println(descriptor.explain(faults));
                }
                yield ExitCode.USAGE;
            }
        };
    }

    record Result(boolean valid, List<Fault> faults) {}
}
