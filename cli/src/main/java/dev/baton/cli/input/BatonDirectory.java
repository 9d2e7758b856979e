package dev.baton.cli.input;

import dev.baton.cli.up.Layout;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option by which every command is told which Baton it is about. */
public final class BatonDirectory {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "${env:BATON_DIR:-${sys:user.home}/.baton}",
            description =
                    "Baton's directory, one per Baton on this machine. Default: $BATON_DIR, or .baton in your home.")
    private Path directory = Path.of(".baton");

    /** The layout of a directory that is expected to exist. */
    public Layout layout() {
        return Layout.of(directory);
    }

    /** The layout of a directory that is created where it does not exist. */
    public Layout create() {
        return Layout.create(directory);
    }
}
