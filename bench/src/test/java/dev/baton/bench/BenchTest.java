package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ExitCode;

class BenchTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void listsEveryMeasurementWithWhatItIsAbout() {
        assertThat(run()).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("pipeline ").contains("Deployments per second");
    }

    @Test
    void listsThemAsOneObjectForPrograms() {
        assertThat(run("--json")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .isEqualToIgnoringNewLines(
                        "{\"measurements\":[\"pipeline\",\"docker-start\",\"readiness-traces\",\"readiness-throughput\",\"readiness-scale\",\"request-budget\",\"verification\",\"switch-storm\",\"switch-latency\",\"auto-rollback\",\"proxy-overhead\"]}");
    }

    @Test
    void refusesAMeasurementThatDoesNotExist() {
        assertThat(run("speed-of-light")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("speed-of-light");
    }

    @Test
    void refusesToMeasureWithoutBounds() {
        assertThat(run("pipeline", "--deployments", "1000000")).isEqualTo(ExitCode.SOFTWARE);
        assertThat(out.toString()).contains("1 to 10000");
        assertThat(run("readiness-scale", "--applications", "1000000")).isEqualTo(ExitCode.SOFTWARE);
        assertThat(out.toString()).contains("1 to 15000");
        assertThat(run("readiness-throughput", "--samples", "1000")).isEqualTo(ExitCode.SOFTWARE);
        assertThat(out.toString()).contains("--samples is 30 to 90");
    }

    private int run(String... arguments) {
        var commandLine = Bench.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
