package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.command.Validate;
import dev.baton.validation.DescriptorReader;
import dev.baton.validation.Reading;
import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class BatonTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Stream<String> commands() {
        return Baton.commandLine().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(String command) {
        assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("Usage: baton " + command);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void listsTheExitCodes() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Exit codes:", "  3   Baton is not up");
    }

    @Test
    void losesNothingThatACommandPrinted() {
        var command = Baton.commandLine();
        // As System.out is: what is not flushed is lost when the process ends.
        command.setOut(new PrintWriter(new BufferedWriter(out), false));
        command.execute("down", "--dir", "/nowhere/at/all");

        assertThat(out.toString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "audit", "fly", "up --fast", "deploy", "promote a/../b", "promote x --deployment 7", "down x"
            })
    void answersAWrongCommandLineWithItsUsage(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isNotEmpty();
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "watch",
                "events",
                "promote x",
                "rollback x",
                "abort x",
                "pause x",
                "resume x",
                "retry x",
                "audit verify"
            })
    void saysThatBatonIsNotUp(String line, @TempDir Path nowhere) {
        var arguments = Stream.concat(Stream.of(line.split(" ")), Stream.of("--dir", nowhere.toString()))
                .toArray(String[]::new);

        assertThat(run(arguments)).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("./baton up");
    }

    @Test
    void forcesNothingWithoutAReason(@TempDir Path nowhere) {
        assertThat(run("promote", "x", "--force", "--reason", " ", "--dir", nowhere.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--reason");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none.yaml --green 127.0.0.1:1 | none.yaml cannot be read: there is no such file",
                "bad.yaml --green 127.0.0.1:1 | bad.yaml:1:",
                "good.yaml | Missing required option: '--green=HOST:PORT'",
                "good.yaml --green 127.0.0.1 | an address is HOST:PORT",
                "good.yaml --green 127.0.0.1:1 --blue 127.0.0.1:1 | two addresses",
                "good.yaml --green 127.0.0.1:1 --nginx-config none.conf | none.conf cannot be read",
                "good.yaml --green 127.0.0.1:1 --green-in-nginx green:80 | --nginx-config",
                "good.yaml --green 127.0.0.1:1 --for soon | a duration is written like",
                "good.yaml --green 127.0.0.1:1 --green-database postgresql://a:b@x/y | holds no password",
                "good.yaml --green 127.0.0.1:1 --blue-database postgresql://a@x/y | --blue",
                "good.yaml --green 127.0.0.1:1 --blue-descriptor good.yaml | --blue-descriptor describes the version at --blue",
                "good.yaml --green 127.0.0.1:1 --blue 127.0.0.1:2 --blue-descriptor none.yaml | none.yaml cannot be read",
                "good.yaml --green 127.0.0.1:1 --blue 127.0.0.1:2 --blue-database postgresql://me@127.0.0.1:5432/postgres"
                        + " | green's own",
            })
    void watchesNothingInShadowWithAWrongCommandLine(String line, String answer, @TempDir Path folder)
            throws Exception {
        Files.writeString(folder.resolve("bad.yaml"), "bogus: 1\n");
        Files.writeString(
                folder.resolve("good.yaml"),
                String.join("\n", Validate.class.getAnnotation(Command.class).footer()));
        var arguments = Stream.concat(
                        Stream.of("shadow"), Stream.of(line.strip().split(" ")))
                .map(word -> word.endsWith(".yaml") || word.endsWith(".conf")
                        ? folder.resolve(word).toString()
                        : word)
                .toArray(String[]::new);

        assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(answer);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none.yaml --version 1 --pid 1 | none.yaml cannot be read: there is no such file",
                "bad.yaml --version 1 --pid 1 | bad.yaml:1:",
                "good.yaml --pid 1 | Missing required option: '--version=V'",
                "good.yaml --version 1 | Say what is to be adopted",
                "good.yaml --version 1 --pid 1 --container x | mutually exclusive",
                "good.yaml --version 1 --pid x | is not a long",
                "good.yaml --version 1 --address 127.0.0.1 | an address is HOST:PORT",
                "good.yaml --version 1 --pid 1 --slot d | a slot is a, b or c",
                "good.yaml --version 1 --pid 1 --database postgresql://a:b@x/y | holds no password",
                "good.yaml --version 1 --pid 1 --database postgresql://me@x/y?password=a:b | holds no password",
            })
    void adoptsNothingByAWrongCommandLine(String line, String answer, @TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("bad.yaml"), "bogus: 1\n");
        Files.writeString(
                folder.resolve("good.yaml"),
                String.join("\n", Validate.class.getAnnotation(Command.class).footer()));
        var arguments = Stream.concat(
                        Stream.of("adopt", "--dir", folder.toString()),
                        Stream.of(line.strip().split(" ")))
                .map(word -> word.endsWith(".yaml") ? folder.resolve(word).toString() : word)
                .toArray(String[]::new);

        assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(answer).doesNotContain("a:b");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void takesNothingDownWhereNothingIsUp(@TempDir Path folder) {
        assertThat(run("down", "--dir", folder.resolve("none").toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("was not up");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void checksADescriptorForPeopleAndForPrograms(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("a.yaml"), "name: x\nbogus: 1\n");

        assertThat(run("validate", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(file + ":2:");
        assertThat(run("validate", "--json", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).startsWith("{\"valid\":false,\"faults\":[{");
    }

    @Test
    void showsASmallestDescriptorThatIsInOrder() {
        var example =
                String.join("\n", Validate.class.getAnnotation(Command.class).footer());

        assertThat(new DescriptorReader().read(example)).isInstanceOf(Reading.Valid.class);
    }

    private int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    private CommandLine commandLine() {
        return Baton.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }
}
