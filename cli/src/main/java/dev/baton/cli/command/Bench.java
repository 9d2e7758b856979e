package dev.baton.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(
        name = "bench",
        customSynopsis = "baton bench [NAME] [--json] [ARGUMENT...]",
        description = {
            "List the measurements, or run the one that is named.",
            "With --json the last line is one object with its figures. Other arguments are handed to the measurement."
        })
public final class Bench implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        return new Program("bench/target", "baton-bench.jar", "dev.baton.bench.Bench").run(arguments);
    }
}
