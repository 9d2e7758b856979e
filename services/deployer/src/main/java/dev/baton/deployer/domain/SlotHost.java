package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.RuntimeKind;
import dev.baton.model.Address;
import dev.baton.model.Text;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address on which an application's slots are: the machine's loopback address, or another one of the machine that
 * containers can reach, such as their network's gateway. Chosen at an application's first deployment, and kept.
 *
 * @param name empty for the loopback address
 */
record SlotHost(Optional<String> name) {
    private static final String LOOPBACK = Address.loopback(1).host();
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");

    SlotHost {
        name = name.filter(host -> !host.equals(LOOPBACK));
    }

    /**
     * What the setting says.
     *
     * @throws IllegalArgumentException where it is no IPv4 address: ports are published at nothing else
     */
    static SlotHost setting(Optional<String> value) {
        value.filter(host -> !IPV4.matcher(host).matches()).ifPresent(host -> {
            throw new IllegalArgumentException(
                    "baton.slot-host is an IPv4 address of this machine, or empty; this is neither: "
                            + Text.quoted(host));
        });
        return new SlotHost(value);
    }

    /** The application's own since its first deployment, or else this one, which is the setting. */
    SlotHost of(Application application) {
        return application.slotPorts().isEmpty() ? this : new SlotHost(application.slotHost());
    }

    /** Why the descriptor's instances cannot be there; empty where they can. */
    Optional<String> objection(Descriptor descriptor) {
        return name.filter(_ -> descriptor.run().runtime() == RuntimeKind.PROCESS)
                .map(host -> "run.runtime is process and the application's slots are on " + host
                        + " (baton.slot-host), where only containers can be published: a program listens on the loopback"
                        + " address; use run.runtime: docker, or leave baton.slot-host empty before an application's first"
                        + " deployment");
    }

    Address at(int port) {
        return new Address(address(), port);
    }

    String address() {
        return name.orElse(LOOPBACK);
    }
}
