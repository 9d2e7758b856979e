package dev.baton.deployer.domain;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an instance, or a part of it, ended by itself.
 *
 * @param code its exit code; empty where nobody was there to learn it
 * @param container the container that ended; empty where the instance is no container
 * @param why what is known beside the code, e.g. that the memory was used up
 * @param hopeless true where another start would not help
 */
public record Exit(OptionalInt code, Optional<String> container, Optional<String> why, boolean hopeless) {

    /** The end of an instance that is one process. */
    public static Exit of(OptionalInt code) {
        return new Exit(
                code,
                Optional.empty(),
                code.isPresent() ? Optional.empty() : Optional.of("killed together with its wrapper"),
                false);
    }

    /** What ended. */
    public String who() {
        return container.map(name -> "the container " + name).orElse("the instance");
    }

    /** How, for a sentence: {@code with exit code 137 (out of memory)}. */
    public String how() {
        if (code.isEmpty()) {
            return why.orElse("with an unknown exit code");
        }
        return "with exit code " + code.getAsInt()
                + why.map(text -> " (" + text + ")").orElse("");
    }
}
