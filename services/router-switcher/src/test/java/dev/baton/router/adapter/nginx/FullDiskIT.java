package dev.baton.router.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.Instance;
import dev.baton.router.adapter.http.VertxProber;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteInForce;
import dev.baton.router.domain.Site;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Routes on a file system that takes no more writes. Needs the right to mount one, and is skipped without it. */
@ParameterizedClass
@MethodSource("dev.baton.router.adapter.nginx.WaysHere#all")
class FullDiskIT {

    private static final ApplicationName APPLICATION = new ApplicationName("evm-indexer");
    private static final Route BLUE = new Route(Slot.A, 1, DeploymentId.of("01980000-0000-7000-8000-000000000001"));
    private static final Route GREEN = new Route(Slot.B, 2, DeploymentId.of("01980000-0000-7000-8000-000000000002"));
    private static final int MOST_FILES = 100;

    @Parameter
    WaySetting way = WaySetting.PLAIN;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final VertxProber prober = new VertxProber(vertx, Clock.systemUTC(), Duration.ofSeconds(2));
    private final Instance a = Instance.start(vertx, "version-in-a");
    private final Instance b = Instance.start(vertx, "version-in-b");
    private final Endpoint front = Endpoint.direct(Address.loopback(FreePorts.next()));
    private Path routes;
    private NginxServer nginx;
    private NginxRouter router;

    @BeforeEach
    void serveBlue() throws Exception {
        routes = Files.createDirectories(directory.resolve("routes"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=256k,nr_inodes=20", "tmpfs", routes.toString()));
        nginx = NginxServer.start(directory.resolve("nginx"));
        router = new NginxRouter(
                new NginxLayout(directory),
                Listening.LOOPBACK,
                way,
                NginxServer.binary().orElseThrow().toString(),
                prober,
                System::nanoTime);
        var slots = Map.of(Slot.A, a.address(), Slot.B, b.address(), Slot.C, Address.loopback(FreePorts.next()));
        assertThat(router.register(List.of(new Site(APPLICATION, List.of(front), slots, Optional.empty()))))
                .containsEntry(APPLICATION, new Registration.Registered(true));
        assertThat(router.commit(APPLICATION, BLUE)).isInstanceOf(Commit.Committed.class);
    }

    @AfterEach
    void stopAll() throws Exception {
        run("umount", routes.toString());
        if (nginx != null) {
            nginx.close();
        }
        prober.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void leavesBlueServingWhileTheDiskIsFullAndMovesOnceThereIsRoom() throws IOException {
        var fillers = fill();

        assertThat(router.commit(APPLICATION, GREEN))
                .isInstanceOfSatisfying(
                        Commit.Failed.class,
                        failed -> assertThat(failed.reason()).contains("No space left"));
        assertBlueIsUnharmed();

        for (var filler : fillers) {
            Files.delete(filler);
        }
        assertThat(router.commit(APPLICATION, GREEN)).isInstanceOf(Commit.Committed.class);
        assertThat(served()).isEqualTo(GREEN.name());
    }

    @Test
    void leavesBlueServingWhileTheDirectoryIsReadOnlyAndMovesOnceItIsNot() throws Exception {
        assertThat(run("mount", "-o", "remount,ro", routes.toString())).isTrue();

        assertThat(router.commit(APPLICATION, GREEN))
                .isInstanceOfSatisfying(
                        Commit.Failed.class,
                        failed -> assertThat(failed.reason()).contains("Read-only file system"));
        assertBlueIsUnharmed();

        assertThat(run("mount", "-o", "remount,rw", routes.toString())).isTrue();
        assertThat(router.commit(APPLICATION, GREEN)).isInstanceOf(Commit.Committed.class);
        assertThat(served()).isEqualTo(GREEN.name());
    }

    private void assertBlueIsUnharmed() {
        assertThat(router.restore(APPLICATION, GREEN, Optional.of(BLUE))).isEqualTo(new Commit.Committed(0));
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Routed(BLUE));
        assertThat(served()).isEqualTo(BLUE.name());
    }

    /** Takes every inode that is left. */
    private List<Path> fill() {
        var fillers = new ArrayList<Path>();
        try {
            while (fillers.size() < MOST_FILES) {
                fillers.add(Files.createFile(routes.resolve("filler-" + fillers.size())));
            }
        } catch (IOException full) {
            return fillers;
        }
        throw new AssertionError("the file system has room for " + MOST_FILES + " files");
    }

    private String served() {
        return prober.ask(front, "/") instanceof Answer.Answered answered && answered.status() == 200
                ? answered.route().orElseThrow()
                : "nobody";
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
