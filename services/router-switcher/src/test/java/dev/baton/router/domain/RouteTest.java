package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {

    private static final DeploymentId ID = DeploymentId.of("01980000-0000-7000-8000-000000000001");

    @Test
    void isReadAsItIsWritten() {
        var route = new Route(Slot.C, 42, ID);
        assertThat(route.name()).isEqualTo("c.42." + ID);
        assertThat(Route.parse(route.name())).contains(route);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "d.1.01980000-0000-7000-8000-000000000001",
                "a.0.01980000-0000-7000-8000-000000000001",
                "a.-1.01980000-0000-7000-8000-000000000001",
                "a.1.nobody",
                "a.1.------------------------------------",
                "a.9999999999999999999.01980000-0000-7000-8000-000000000001",
                "a.1.01980000-0000-7000-8000-000000000001\n",
                "../a.1.01980000-0000-7000-8000-000000000001"
            })
    void nothingElseIsARoute(String name) {
        assertThat(Route.parse(name)).isEmpty();
    }

    @Test
    void epochsBeginWithOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Route(Slot.A, 0, ID));
    }
}
