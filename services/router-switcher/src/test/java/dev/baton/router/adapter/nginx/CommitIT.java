package dev.baton.router.adapter.nginx;

import static dev.baton.router.adapter.nginx.NginxStage.APPLICATION;
import static dev.baton.router.adapter.nginx.NginxStage.BLUE;
import static dev.baton.router.adapter.nginx.NginxStage.FIRST;
import static dev.baton.router.adapter.nginx.NginxStage.GREEN;
import static dev.baton.router.adapter.nginx.NginxStage.SECOND;
import static dev.baton.router.adapter.nginx.NginxStage.front;
import static dev.baton.router.adapter.nginx.NginxStage.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.Slot;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.Proof;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteInForce;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a committed route is, and what becomes of it where something is missing. */
@ParameterizedClass
@MethodSource("dev.baton.router.adapter.nginx.WaysHere#all")
class CommitIT {

    @RegisterExtension
    final NginxStage stage = new NginxStage();

    @Parameter
    WaySetting way = WaySetting.PLAIN;

    private NginxRouter router;
    private Site site;

    @BeforeEach
    void describe() {
        router = stage.router(way);
        site = stage.site(APPLICATION, FreePorts.next(), Optional.empty());
    }

    @Test
    void answers503UntilTheFirstRouteAndThenByTheRoutesSlot() {
        assertThat(register(router, site)).isEqualTo(new Registration.Registered(true));
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Unrouted());
        assertThat(stage.ask(site, "/"))
                .returns(503, Answer.Answered::status)
                .returns(Optional.of("none"), Answer.Answered::route);

        assertThat(router.commit(APPLICATION, BLUE)).isInstanceOf(Commit.Committed.class);

        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Routed(BLUE));
        assertThat(stage.ask(site, "/"))
                .returns(200, Answer.Answered::status)
                .returns(Optional.of(BLUE.name()), Answer.Answered::route);
    }

    @Test
    void refusesAnEpochThatIsNotHigher() {
        register(router, site);
        router.commit(APPLICATION, GREEN);

        assertThat(router.commit(APPLICATION, BLUE)).isEqualTo(new Commit.Stale(GREEN));
        assertThat(router.commit(APPLICATION, new Route(Slot.C, 2, FIRST))).isEqualTo(new Commit.Stale(GREEN));
        assertThat(router.commit(APPLICATION, GREEN)).isEqualTo(new Commit.Committed(0));
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Routed(GREEN));
    }

    @Test
    void answers503WhileTheLinkDanglesAndHealsByCommittingTheSameRoute() throws IOException {
        register(router, site);
        router.commit(APPLICATION, GREEN);
        Files.delete(stage.layout().routes(APPLICATION).resolve(GREEN.name()));

        // Lua reads the link and has no need of its target.
        assertThat(stage.ask(site, "/").status()).isEqualTo(way == WaySetting.LUA ? 200 : 503);
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Dangling(GREEN));
        assertThat(router.commit(APPLICATION, BLUE)).isEqualTo(new Commit.Stale(GREEN));

        router.commit(APPLICATION, GREEN);
        assertThat(stage.ask(site, "/").status()).isEqualTo(200);
    }

    @Test
    void answers503WhileThereIsNoLink() throws IOException {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        Files.delete(stage.layout().active(APPLICATION));

        assertThat(stage.ask(site, "/").status()).isEqualTo(503);
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Unrouted());
    }

    @Test
    void finishesASwitchThatACrashCutBetweenLinkAndRename() throws IOException {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        Files.createDirectory(stage.layout().routes(APPLICATION).resolve(GREEN.name()));
        Files.createSymbolicLink(stage.layout().routes(APPLICATION).resolve("active.next"), Path.of(GREEN.name()));

        assertThat(stage.ask(site, "/").route()).contains(BLUE.name());
        assertThat(stage.router(way).inForce(APPLICATION)).isEqualTo(new RouteInForce.Routed(BLUE));
        assertThat(stage.router(way).commit(APPLICATION, GREEN)).isInstanceOf(Commit.Committed.class);
        assertThat(stage.ask(site, "/").route()).contains(GREEN.name());
    }

    @Test
    void takesAnUnprovenRouteBackToExactlyTheFormerOne() {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        stage.b().healthAnswers(500);
        try (var kept = stage.prober().keep(front(site), Proof.KEPT_CONNECTIONS)) {
            openAll(kept);
            router.commit(APPLICATION, GREEN);
            assertThat(Proof.of(GREEN, stage.prober(), kept, front(site), "/health"))
                    .isInstanceOfSatisfying(
                            Proof.Unproven.class,
                            unproven -> assertThat(unproven.reason()).contains("HTTP 500"));
        }

        assertThat(router.restore(APPLICATION, GREEN, Optional.of(BLUE))).isInstanceOf(Commit.Committed.class);
        assertThat(router.restore(APPLICATION, GREEN, Optional.of(BLUE))).isEqualTo(new Commit.Committed(0));
        assertThat(stage.ask(site, "/").route()).contains(BLUE.name());

        var later = new Route(Slot.B, 3, SECOND);
        router.commit(APPLICATION, later);
        assertThat(router.restore(APPLICATION, GREEN, Optional.of(BLUE))).isEqualTo(new Commit.Stale(later));
    }

    @Test
    void takesTheFirstRouteBackToNone() {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        router.restore(APPLICATION, BLUE, Optional.empty());

        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Unrouted());
        assertThat(stage.ask(site, "/").status()).isEqualTo(503);
    }

    @Test
    void keepsOnlyTheTargetsThatRequestsMayStillRead() throws IOException {
        register(router, site);
        for (var epoch = 1; epoch <= 5; epoch++) {
            router.commit(APPLICATION, new Route(Slot.A, epoch, FIRST));
        }
        try (var targets = Files.list(stage.layout().routes(APPLICATION))) {
            assertThat(targets.map(target -> target.getFileName().toString()).filter(name -> !name.startsWith("slot-")))
                    .containsExactlyInAnyOrder(".lock", "active", "none", "a.4." + FIRST, "a.5." + FIRST);
        }
    }

    @Test
    void reportsADirectoryThatCannotBeWrittenAndLeavesTheRouteAlone() throws IOException {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        // A directory in the link's temporary place fails for root too, unlike missing permissions.
        Files.createDirectories(
                stage.layout().routes(APPLICATION).resolve("active.next").resolve("in-the-way"));

        assertThat(router.commit(APPLICATION, GREEN))
                .isInstanceOfSatisfying(
                        Commit.Failed.class,
                        failed -> assertThat(failed.reason()).contains("cannot move the link"));
        assertThat(stage.ask(site, "/").route()).contains(BLUE.name());
    }

    private void openAll(Prober.Kept kept) {
        for (var connection = 0; connection < Proof.KEPT_CONNECTIONS; connection++) {
            kept.ask(connection, Router.OWN_PATH);
        }
    }
}
