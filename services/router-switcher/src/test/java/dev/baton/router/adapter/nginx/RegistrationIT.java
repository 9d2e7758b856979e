package dev.baton.router.adapter.nginx;

import static dev.baton.router.adapter.nginx.NginxStage.APPLICATION;
import static dev.baton.router.adapter.nginx.NginxStage.BLUE;
import static dev.baton.router.adapter.nginx.NginxStage.GREEN;
import static dev.baton.router.adapter.nginx.NginxStage.front;
import static dev.baton.router.adapter.nginx.NginxStage.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a site is registered as, and what NGINX does not take. */
@ParameterizedClass
@MethodSource("dev.baton.router.adapter.nginx.WaysHere#all")
class RegistrationIT {

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
    void registersOnceAndReloadsOnlyForAChange() throws IOException {
        register(router, site);
        var written = Files.getLastModifiedTime(stage.layout().site(APPLICATION));

        assertThat(register(router, site)).isEqualTo(new Registration.Registered(false));
        assertThat(register(stage.router(way), site)).isEqualTo(new Registration.Registered(false));
        assertThat(Files.getLastModifiedTime(stage.layout().site(APPLICATION))).isEqualTo(written);

        var named = stage.site(APPLICATION, front(site).address().port(), Optional.of("indexer.example.org"));
        assertThat(register(router, named)).isEqualTo(new Registration.Registered(true));
        assertThat(stage.prober().ask(front(named), Router.OWN_PATH))
                .isInstanceOfSatisfying(
                        Answer.Answered.class,
                        answer -> assertThat(answer.status()).isEqualTo(200));
    }

    @Test
    void reloadsWhenACrashCameBetweenTheFileAndTheReload() throws IOException {
        register(router, stage.site(new ApplicationName("other"), FreePorts.next(), Optional.empty()));
        new SiteFiles(stage.layout(), new Nginx("unused", stage.layout()))
                .write(
                        APPLICATION,
                        SiteText.of(
                                site,
                                new IncludedFiles(List.of(), List.of()),
                                stage.layout(),
                                Listening.LOOPBACK,
                                Way.valueOf(way.name())));

        assertThat(register(router, site)).isEqualTo(new Registration.Registered(true));
    }

    @Test
    void refusesAPortThatAnotherProgramHoldsAndLeavesNothingBehind() throws IOException {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var taken = stage.site(APPLICATION, holder.getLocalPort(), Optional.empty());

            assertThat(register(router, taken))
                    .isInstanceOfSatisfying(
                            Registration.Refused.class,
                            refused -> assertThat(refused.reason())
                                    .contains("cannot listen on 127.0.0.1:" + holder.getLocalPort())
                                    .contains("route.listen"));
        }
        assertThat(stage.layout().site(APPLICATION)).doesNotExist();
        assertThat(register(router, site)).isEqualTo(new Registration.Registered(true));
    }

    @Test
    void refusesWhatNginxWouldNotTakeAndKeepsTheFormerSite() throws IOException {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        var other = new ApplicationName("other");
        var same = stage.site(other, front(site).address().port(), Optional.empty());

        assertThat(register(router, same))
                .isInstanceOfSatisfying(
                        Registration.Refused.class,
                        refused -> assertThat(refused.reason()).contains("conflicting server name"));
        assertThat(stage.layout().site(other)).doesNotExist();
        assertThat(stage.layout().prefix().toFile().list((_, name) -> name.startsWith("check-")))
                .isEmpty();
        assertThat(stage.ask(site, "/").route()).contains(BLUE.name());
    }

    @Test
    void registersAllThatWasLostWithOneReload() throws IOException {
        var other = stage.site(new ApplicationName("other"), FreePorts.next(), Optional.empty());
        router.register(List.of(site, other));
        Folders.delete(stage.layout().sites());

        assertThat(stage.router(way).register(List.of(site, other)))
                .isEqualTo(Map.of(
                        APPLICATION,
                        new Registration.Registered(true),
                        other.application(),
                        new Registration.Registered(true)));
    }

    @Test
    void twoApplicationsShareAPortByTheirHosts() {
        var port = FreePorts.next();
        var one = stage.site(new ApplicationName("one"), port, Optional.of("one.example.org"));
        var two = stage.site(new ApplicationName("two"), port, Optional.of("two.example.org"));

        assertThat(register(router, one)).isEqualTo(new Registration.Registered(true));
        assertThat(register(router, two)).isEqualTo(new Registration.Registered(true));
        router.commit(two.application(), GREEN);

        assertThat(stage.prober().ask(front(one), "/").summary()).isEqualTo("HTTP 503");
        assertThat(stage.prober().ask(front(two), "/").summary()).isEqualTo("HTTP 200");
    }

    @Test
    void answersAtEveryFrontOfTheApplication() {
        var second = new Endpoint(Address.loopback(FreePorts.next()), Optional.of("new.example.org"));
        var both = new Site(APPLICATION, List.of(front(site), second), site.slots(), Optional.empty());

        assertThat(register(router, both)).isEqualTo(new Registration.Registered(true));
        router.commit(APPLICATION, BLUE);

        assertThat(stage.prober().ask(front(site), "/").healthy()).isTrue();
        assertThat(stage.prober().ask(second, "/").healthy()).isTrue();
    }

    @Test
    void saysWhenNginxIsMissingOrDown() throws IOException {
        var missing = stage.router(way, "no-such-nginx");
        assertThat(register(missing, site))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        refused -> assertThat(refused.reason()).contains("cannot run no-such-nginx"));
        assertThat(stage.layout().site(APPLICATION)).doesNotExist();

        stage.stopNginx();
        assertThat(register(router, site))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        down -> assertThat(down.reason()).contains("NGINX does not run"));
        Files.writeString(stage.layout().pidFile(), ProcessHandle.current().pid() + "\n");
        assertThat(register(router, site))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        stranger -> assertThat(stranger.reason()).contains("is java"));

        stage.startNginx();
        assertThat(register(router, site)).isEqualTo(new Registration.Registered(false));
    }
}
