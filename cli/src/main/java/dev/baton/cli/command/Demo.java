package dev.baton.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(
        name = "demo",
        description = {
            "See it work: starts everything with a development chain and an indexer, puts load on it, deploys a second"
                    + " version, switches, rolls back, switches again, prints a report and stops everything.",
            "Exits with 1 if one request was lost. With --json the last line is one object with the figures.",
            "",
            "Handed to the demo:",
            "  --dir=DIR                 make its folder there; default: the system's folder for temporary files",
            "  --keep                    leave the folder with all logs and data",
            "  --no-outage               leave out the act in which Baton is killed",
            "  --blocks=N                how high the chain is at the beginning; default: 20000",
            "  --blocks-per-second=N     how fast the versions catch up at most",
            "  --requests-per-second=N   how much load there is on the route"
        })
public final class Demo implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        return new Program("testing/demo/target", "baton-demo.jar", "dev.baton.demo.Demo").run(arguments);
    }
}
