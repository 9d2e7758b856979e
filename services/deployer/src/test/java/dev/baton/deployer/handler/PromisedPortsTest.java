package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployment.Application;
import dev.baton.deployment.Folded;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.DeployAccepted;
import dev.baton.events.Envelope;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.validation.DescriptorReader;
import dev.baton.validation.Reading;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromisedPortsTest {
    private static final ApplicationName SHOP = new ApplicationName("shop");
    private static final ApplicationName BANK = new ApplicationName("bank");

    private final PromisedPorts promised = new PromisedPorts();
    private final DeploymentId first = DeploymentId.next(Clock.systemUTC());
    private final DeploymentId second = DeploymentId.next(Clock.systemUTC());

    @Test
    void portsArePromisedToOneUntilTheAnswerIsReadBack() {
        promised.note(SHOP, first, accepted(3004));
        assertThat(promised.toOthersThan(BANK, List.of(Application.unknown(SHOP))))
                .containsExactlyInAnyOrder(3001, 3002, 3003, 3004);
        assertThat(promised.toOthersThan(SHOP, List.of())).isEmpty();

        assertThat(promised.toOthersThan(BANK, List.of(after(Application.unknown(SHOP), first, accepted(3004)))))
                .isEmpty();
    }

    @Test
    void laterDeploymentsDatabaseIsPromisedThoughTheApplicationIsKnown() {
        Application known = after(Application.unknown(SHOP), first, accepted(3004));
        promised.note(SHOP, second, accepted(3005));

        assertThat(promised.toOthersThan(BANK, List.of(known))).contains(3005);
    }

    private static Application after(Application application, DeploymentId id, DeployAccepted accepted) {
        Folded folded =
                application.after(Envelope.first(URI.create("/test"), SHOP, Optional.of(id), Instant.EPOCH, accepted));
        return ((Folded.Accepted) folded).application();
    }

    private static DeployAccepted accepted(int databasePort) {
        return new DeployAccepted(
                "1.0",
                descriptor(),
                Slot.A,
                List.of(3001, 3002, 3003),
                Optional.empty(),
                Optional.of(new DatabaseLocation(Address.loopback(databasePort), "shop_1", "baton", Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                "ci",
                Instant.EPOCH);
    }

    private static Descriptor descriptor() {
        return ((Reading.Valid) new DescriptorReader()
                        .read(Cast.descriptor(SHOP, 8080, "postgresql://a@b/c", List.of("serve"))))
                .descriptor();
    }
}
