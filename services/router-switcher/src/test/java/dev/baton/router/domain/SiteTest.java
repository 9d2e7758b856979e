package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.deployment.Application;
import dev.baton.events.GreenFailed;
import dev.baton.events.SwitchConfirmed;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.Story;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteTest {

    private static final ApplicationName NAME = new ApplicationName("indexer");
    private static final Map<Slot, Address> SLOTS =
            Map.of(Slot.A, Address.loopback(9001), Slot.B, Address.loopback(9002), Slot.C, Address.loopback(9003));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a;b",
                "}",
                "a b",
                "a\nb",
                "a\n",
                "\"",
                "$host",
                "-a",
                "a-",
                "a..b",
                ".a",
                "a.",
                "",
                "A.example",
                "a{b",
                "*",
                "~^.*$",
                "a_b",
                "ä.example",
                "a\u0000"
            })
    void refusesAHostThatIsNoName(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> site(8080, Optional.of(host)))
                .withMessageContaining("DNS name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a;b", "}", "a\nb", "a\n", "", "A", "-a", "a/b", "$a", "a.b"})
    void noApplicationHasANameThatIsNotPlain(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ApplicationName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "indexer.example.org", "x-1.y-2.z", "127.0.0.1"})
    void takesNames(String host) {
        assertThat(site(8080, Optional.of(host)).fronts().getFirst().host()).contains(host);
    }

    @Test
    void refusesAPublicPortThatIsASlot() {
        assertThatIllegalArgumentException().isThrownBy(() -> site(9002, Optional.empty()));
    }

    @Test
    void refusesSlotsWithoutAddressesOfTheirOwn() {
        var front = List.of(Endpoint.direct(Address.loopback(8080)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Site(NAME, front, Map.of(Slot.A, Address.loopback(9001)), Optional.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Site(
                        NAME,
                        front,
                        Map.of(
                                Slot.A, Address.loopback(9001),
                                Slot.B, Address.loopback(9001),
                                Slot.C, Address.loopback(9003)),
                        Optional.empty()));
    }

    @Test
    void isNothingForAnApplicationWithoutDeployments() {
        assertThat(Site.of(Application.unknown(NAME))).isEmpty();
    }

    @Test
    void includesTheFilesOfTheVersionOnItsWayAndThenOfTheLiveOne() {
        var now = Instant.parse("2026-01-01T12:00:00Z");
        var story = new Story(NAME, 8080, List.of(9001, 9002, 9003), "manual", "1m");
        var first = DeploymentId.of("01980000-0000-7000-8000-000000000001");
        var second = DeploymentId.of("01980000-0000-7000-8000-000000000002");
        var live = Application.unknown(NAME);
        for (var event : story.including("/etc/one.conf").untilLive(first, Slot.A, 1, now)) {
            live = live.after(event).application();
        }
        live = live.after(story.about(first, now, new SwitchConfirmed(1, 60))).application();
        assertThat(includedBy(live)).contains(first);

        var upgrading = live.after(story.including("/etc/two.conf").accepted(second, Slot.B, now))
                .application();
        assertThat(includedBy(upgrading)).contains(second);
        var failed = upgrading
                .after(story.about(second, now, new GreenFailed("it ended", Optional.of(1), List.of())))
                .application();
        assertThat(includedBy(failed)).contains(first);
    }

    private static Optional<DeploymentId> includedBy(Application application) {
        return Site.of(application).flatMap(Site::include).map(Site.Included::by);
    }

    private static Site site(int listen, Optional<String> host) {
        return new Site(NAME, List.of(new Endpoint(Address.loopback(listen), host)), SLOTS, Optional.empty());
    }
}
