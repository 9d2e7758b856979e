package dev.baton.bench.storm;

import dev.baton.bench.MeasurementFailure;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.adapter.http.VertxProber;
import dev.baton.router.adapter.nginx.Listening;
import dev.baton.router.adapter.nginx.NginxLayout;
import dev.baton.router.adapter.nginx.NginxRouter;
import dev.baton.router.adapter.nginx.WaySetting;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Proof;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Baton's way: the router's own code moves the link and proves it, as in the service. */
final class Switches implements Way {

    private static final ApplicationName APPLICATION = new ApplicationName("storm");
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    private final Clock clock = Clock.systemUTC();
    private final VertxProber prober;
    private final NginxServer nginx;
    private final NginxRouter router;
    private final Endpoint front = Endpoint.direct(Address.loopback(FreePorts.next()));
    private final List<Moved> moves = new ArrayList<>();
    private Route route = new Route(Slot.A, 1, DeploymentId.next(clock));

    /**
     * A switch that was proven.
     *
     * @param left the deployment that served before
     * @param at when it was proven
     * @param commitMicros how long the atomic step took
     */
    record Moved(DeploymentId left, Instant at, long commitMicros) {}

    Switches(Path directory, Vertx vertx, Backend a, Backend b) {
        prober = new VertxProber(vertx, clock, PROBE_TIMEOUT);
        var layout = new NginxLayout(directory);
        nginx = NginxServer.start(directory.resolve("nginx"));
        router = new NginxRouter(
                layout,
                Listening.LOOPBACK,
                WaySetting.AUTO,
                NginxServer.binary().orElseThrow().toString(),
                prober,
                System::nanoTime);
        var slots = Map.of(Slot.A, a.address(), Slot.B, b.address(), Slot.C, Address.loopback(FreePorts.next()));
        var registered = router.register(List.of(new Site(APPLICATION, List.of(front), slots, Optional.empty())))
                .get(APPLICATION);
        if (!(registered instanceof Registration.Registered)) {
            close();
            throw new MeasurementFailure("The application could not be registered: " + registered);
        }
        router.commit(APPLICATION, route);
    }

    @Override
    public int port() {
        return front.address().port();
    }

    List<Moved> moves() {
        return List.copyOf(moves);
    }

    @Override
    public void move(int turn) {
        var next = new Route(route.slot() == Slot.A ? Slot.B : Slot.A, turn + 1L, DeploymentId.next(clock));
        try (var kept = prober.keep(front, Proof.KEPT_CONNECTIONS)) {
            for (var connection = 0; connection < Proof.KEPT_CONNECTIONS; connection++) {
                kept.ask(connection, Router.OWN_PATH);
            }
            if (!(router.commit(APPLICATION, next) instanceof Commit.Committed(var micros))) {
                throw new MeasurementFailure("Switch " + turn + " could not be committed");
            }
            if (Proof.of(next, prober, kept, front, "/") instanceof Proof.Unproven(var reason)) {
                throw new MeasurementFailure("Switch " + turn + " could not be proven: " + reason);
            }
            moves.add(new Moved(route.deployment(), clock.instant(), micros));
            route = next;
        }
    }

    @Override
    public NginxProcesses processes() {
        return NginxProcesses.of(nginx);
    }

    @Override
    public void close() {
        nginx.close();
        prober.close();
    }
}
