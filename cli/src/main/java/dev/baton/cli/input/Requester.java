package dev.baton.cli.input;

import picocli.CommandLine.Option;

/** The option by which a request says who makes it. */
public final class Requester {
    @Option(
            names = "--by",
            paramLabel = "WHO",
            defaultValue = "${env:BATON_USER:-${sys:user.name}}",
            description = "Who asks, for the record. Default: $$BATON_USER, or your login (${DEFAULT-VALUE}).")
    private String name = "";

    public String name() {
        return name;
    }
}
