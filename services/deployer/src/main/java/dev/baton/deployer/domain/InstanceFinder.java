package dev.baton.deployer.domain;

import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import java.util.List;

/** Finds what somebody else has started here. It only looks. */
public interface InstanceFinder {

    /** The instance that people call so: a container by name or id, a process by PID. */
    Sighting find(String name);

    /** What was found. */
    sealed interface Sighting {
        /**
         * It runs.
         *
         * @param listening where it accepts connections from this machine; the host is {@link #ANY} where it does so at
         *     every address of the machine
         */
        record Seen(AdoptedInstance instance, List<Address> listening) implements Sighting {
            /** Every address of the machine. */
            public static final String ANY = "0.0.0.0";

            public Seen {
                listening = List.copyOf(listening);
            }
        }

        /** It cannot be adopted; the reason says what to do. */
        record Unfit(String reason) implements Sighting {}
    }
}
