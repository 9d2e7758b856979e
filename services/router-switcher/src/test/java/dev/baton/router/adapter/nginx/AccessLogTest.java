package dev.baton.router.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.domain.RequestRecord;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.Served;
import dev.baton.router.domain.Served.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

    private static final ApplicationName APPLICATION = new ApplicationName("indexer");
    private static final Route BLUE = new Route(Slot.A, 1, DeploymentId.of("01980000-0000-7000-8000-000000000001"));
    private static final Route GREEN = new Route(Slot.B, 2, DeploymentId.of("01980000-0000-7000-8000-000000000002"));

    @TempDir
    Path directory;

    private Path file;
    private AccessLog log;

    @BeforeEach
    void makeFolder() throws IOException {
        var layout = new NginxLayout(directory);
        file = layout.accessLog(APPLICATION);
        Files.createDirectories(file.getParent());
        log = new AccessLog(layout);
    }

    @Test
    void countsByRouteFromBeforeTheSwitchAndOnward() throws IOException {
        write(line(BLUE.name(), "/", 200, "1"), line(BLUE.name(), "/", 502, "1"));
        var counting = count();
        assertThat(counting.look()).isEqualTo(new Served(new Tally(0, 0), new Tally(2, 1)));

        write(line(GREEN.name(), "/", 200, "1"), line(GREEN.name(), "/x", 500, "1"));
        assertThat(counting.look()).isEqualTo(new Served(new Tally(2, 1), new Tally(2, 1)));
        assertThat(counting.look()).isEqualTo(new Served(new Tally(2, 1), new Tally(2, 1)));
        assertThat(count().look()).isEqualTo(counting.look());
        assertThat(new AccessLog(new NginxLayout(directory))
                        .count(APPLICATION, GREEN, Optional.of(BLUE.deployment()), Set.of("/health"))
                        .look())
                .isEqualTo(counting.look());
    }

    @Test
    void leavesOutWhatNginxAnsweredItselfAndWhatAPathPretends() throws IOException {
        write(
                line(GREEN.name(), "/", 503, ""),
                line("none", "/", 503, ""),
                line(GREEN.name(), "/\\\",\\\"status\\\":500,\\\"bytes", 200, "1"),
                "no JSON");

        assertThat(count().look()).isEqualTo(new Served(new Tally(1, 0), new Tally(0, 0)));
    }

    @Test
    void leavesOutWhatMachinesAskForTheirHealth() throws IOException {
        write(
                line(BLUE.name(), "/health", 200, "1"),
                line(GREEN.name(), "/health", 500, "1"),
                line(GREEN.name(), "/healthy", 500, "1"),
                line(GREEN.name(), "/\\\",\\\"path\\\":\\\"/health", 500, "1"));
        var counting = count();
        assertThat(counting.look()).isEqualTo(new Served(new Tally(2, 2), new Tally(0, 0)));
        assertThat(counting.pace().before().size()).isZero();
    }

    @Test
    void waitsForTheEndOfALineAndBeginsAnewWhereTheFileWasRotated() throws IOException {
        var counting = count();
        assertThat(counting.look()).isEqualTo(Served.NOTHING);
        var line = line(GREEN.name(), "/", 200, "1");
        append(line.substring(0, 40));
        assertThat(counting.look()).isEqualTo(Served.NOTHING);
        append(line.substring(40) + "\n" + line + "\n");
        assertThat(counting.look().since()).isEqualTo(new Tally(2, 0));

        Files.delete(file);
        write(line);
        assertThat(counting.look().since()).isEqualTo(new Tally(3, 0));
    }

    @Test
    void comparesWithTheVersionBeforeAndNoOther() throws IOException {
        var rolledBack = new Route(Slot.C, 1, DeploymentId.of("01980000-0000-7000-8000-000000000003"));
        write(line(BLUE.name(), "/", 200, "1"), line(rolledBack.name(), "/", 500, "1"));
        assertThat(count().look().before()).isEqualTo(new Tally(1, 0));
    }

    @Test
    void takesTheTimeToTheHeadOfAnAnswerUnlessItFailedOrWasUpgraded() throws IOException {
        write(
                line(BLUE.name(), "/", 200, "1", "0.010"),
                line(GREEN.name(), "/", 200, "1", "0.050"),
                line(GREEN.name(), "/", 404, "1", "0.200"),
                line(GREEN.name(), "/", 500, "1", "9.000"),
                line(GREEN.name(), "/ws", 101, "1", "9.000"),
                line(GREEN.name(), "/", 200, "1, 2", "3.000, 0.001"));
        var counting = count();
        assertThat(counting.look().since()).isEqualTo(new Tally(5, 1));

        var pace = counting.pace();
        assertThat(pace.before().size()).isEqualTo(1);
        assertThat(pace.before().quantile(1)).isCloseTo(10, withinPercentage(2));
        assertThat(pace.since().size()).isEqualTo(2);
        assertThat(pace.since().quantile(0.5)).isCloseTo(50, withinPercentage(2));
        assertThat(pace.since().quantile(1)).isCloseTo(200, withinPercentage(2));
    }

    private RequestRecord.Counting count() {
        return log.count(APPLICATION, GREEN, Optional.of(BLUE.deployment()), Set.of("/health"));
    }

    private void write(String... lines) throws IOException {
        append(String.join("\n", lines) + "\n");
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String line(String route, String path, int status, String upstream) {
        return line(route, path, status, upstream, "0.001");
    }

    private static String line(String route, String path, int status, String upstream, String headSeconds) {
        return "{\"time\":\"2026-01-01T00:00:00+00:00\",\"route\":\"%s\",\"method\":\"GET\",\"path\":\"%s\",\"status\":%d,"
                        .formatted(route, path, status)
                + "\"bytes\":5,\"seconds\":60.001,\"upstream\":\"%s\",\"upstreamStatus\":\"%d\","
                        .formatted(upstream, status)
                + "\"upstreamHeadSeconds\":\"%s\"}".formatted(headSeconds);
    }
}
