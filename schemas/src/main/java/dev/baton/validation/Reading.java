package dev.baton.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.descriptor.Descriptor;
import java.util.List;

/** What became of a descriptor that was read. */
public sealed interface Reading {

    /**
     * It is in order.
     *
     * @param json the same as it was written, for {@code DeployRequested}
     */
    record Valid(Descriptor descriptor, JsonNode json) implements Reading {}

    /**
     * It is not.
     *
     * @param faults every one that was found, in the order of the text; at least one
     */
    record Invalid(List<Fault> faults) implements Reading {
        public Invalid {
            faults = List.copyOf(faults);
            if (faults.isEmpty()) {
                throw new IllegalArgumentException("an invalid descriptor has at least one fault");
            }
        }
    }
}
