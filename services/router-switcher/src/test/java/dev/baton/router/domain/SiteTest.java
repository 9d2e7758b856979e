package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.deployment.Application;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Slot;
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
                .isThrownBy(() -> new Site(NAME, front, Map.of(Slot.A, Address.loopback(9001))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Site(
                        NAME,
                        front,
                        Map.of(
                                Slot.A, Address.loopback(9001),
                                Slot.B, Address.loopback(9001),
                                Slot.C, Address.loopback(9003))));
    }

    @Test
    void isNothingForAnApplicationWithoutDeployments() {
        assertThat(Site.of(Application.unknown(NAME))).isEmpty();
    }

    private static Site site(int listen, Optional<String> host) {
        return new Site(NAME, List.of(new Endpoint(Address.loopback(listen), host)), SLOTS);
    }
}
