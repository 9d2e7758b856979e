package dev.baton.router.adapter.nginx;

import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.Instance;
import dev.baton.router.adapter.http.VertxProber;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.Site;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One test's own NGINX in a folder of its own, and the two instances of an application. */
final class NginxStage implements BeforeEachCallback, AfterEachCallback {

    static final ApplicationName APPLICATION = new ApplicationName("evm-indexer");
    static final DeploymentId FIRST = DeploymentId.of("01980000-0000-7000-8000-000000000001");
    static final DeploymentId SECOND = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    static final Route BLUE = new Route(Slot.A, 1, FIRST);
    static final Route GREEN = new Route(Slot.B, 2, SECOND);

    private Path directory;
    private Vertx vertx;
    private VertxProber prober;
    private Instance a;
    private Instance b;
    private NginxLayout layout;
    private NginxServer nginx;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("baton-nginx-");
        vertx = Vertx.vertx();
        prober = new VertxProber(vertx, Clock.systemUTC(), Duration.ofSeconds(2));
        a = Instance.start(vertx, "version-in-a");
        b = Instance.start(vertx, "version-in-b");
        layout = new NginxLayout(directory);
        startNginx();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        nginx.close();
        prober.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        Folders.delete(directory);
    }

    VertxProber prober() {
        return prober;
    }

    /** What runs in slot a. */
    Instance a() {
        return a;
    }

    Instance b() {
        return b;
    }

    NginxLayout layout() {
        return layout;
    }

    /** With the Lua module where it is installed. */
    void startNginx() {
        nginx = NginxServer.start(layout.prefix());
    }

    void startNginxWithoutLua() {
        nginx = NginxServer.startWithoutLua(layout.prefix());
    }

    void stopNginx() {
        nginx.close();
    }

    /** A router that knows nothing but what is on the disk, as after a start. */
    NginxRouter router(WaySetting way) {
        return router(way, NginxServer.binary().orElseThrow().toString());
    }

    NginxRouter router(WaySetting way, String binary) {
        return new NginxRouter(layout, Listening.LOOPBACK, way, binary, prober, System::nanoTime);
    }

    /** A site of the two instances; nothing listens in slot c. */
    Site site(ApplicationName application, int listen, Optional<String> host) {
        return new Site(
                application,
                List.of(new Endpoint(Address.loopback(listen), host)),
                Map.of(Slot.A, a.address(), Slot.B, b.address(), Slot.C, Address.loopback(FreePorts.next())),
                Optional.empty());
    }

    static Registration register(NginxRouter router, Site site) {
        return Objects.requireNonNull(router.register(List.of(site)).get(site.application()));
    }

    static Endpoint front(Site site) {
        return site.fronts().getFirst();
    }

    /** What a user of the site is answered; there must be an answer. */
    Answer.Answered ask(Site site, String path) {
        return (Answer.Answered) prober.ask(front(site), path);
    }
}
