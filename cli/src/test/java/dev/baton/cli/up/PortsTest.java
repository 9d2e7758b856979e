package dev.baton.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
    private final Set<Integer> busy = new HashSet<>();

    @Test
    void areTheDefaultsWhileTheyAreFree() {
        var ports = ports(OptionalInt.empty());

        assertThat(ports.choose(Component.KAFKA)).isEqualTo(19092);
        assertThat(ports.chooseController()).isEqualTo(19093);
        assertThat(ports.choose(Component.AUDIT)).isEqualTo(18080);
    }

    @Test
    void areOthersWhereTheDefaultsAreTaken() {
        busy.add(18080);
        busy.add(18100);

        assertThat(ports(OptionalInt.empty()).choose(Component.AUDIT)).isEqualTo(18120);
    }

    @Test
    void areConsecutiveFromTheOneThatIsAskedFor() {
        var ports = ports(OptionalInt.of(30_000));

        for (Component component : Component.values()) {
            assertThat(ports.choose(component)).isEqualTo(30_000 + component.ordinal());
        }
        assertThat(ports.chooseController()).isEqualTo(30_000 + Component.values().length);
    }

    @Test
    void stayTheSameAfterARestart() {
        var ports = ports(OptionalInt.empty());
        busy.add(18080);
        int first = ports.choose(Component.AUDIT);
        busy.remove(18080);

        assertThat(ports.choose(Component.AUDIT)).isEqualTo(first);
    }

    @Test
    void moveWhenSomebodyElseTookThemMeanwhile() {
        var ports = ports(OptionalInt.empty());
        ports.adopt(Component.AUDIT, 18080);
        busy.add(18080);

        assertThat(ports.choose(Component.AUDIT)).isEqualTo(18100);
    }

    @Test
    void areNeverGivenToTwoComponents() {
        var ports = ports(OptionalInt.empty());
        ports.adopt(Component.DEPLOYER, 18080);

        assertThat(ports.choose(Component.AUDIT)).isNotEqualTo(18080);
    }

    private Ports ports(OptionalInt from) {
        return new Ports(from, port -> !busy.contains(port));
    }
}
