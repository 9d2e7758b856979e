package dev.baton.cli.command;

import dev.baton.cli.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(
        name = "test",
        customSynopsis = "baton test [MAVEN OPTION...]",
        description = "Build everything and run all tests. Done by the launcher, which installs what the tests need.")
public final class Test implements Callable<Integer> {
    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() {
        throw CommandFailure.usage("Run it by the launcher: ./baton test " + String.join(" ", options));
    }
}
