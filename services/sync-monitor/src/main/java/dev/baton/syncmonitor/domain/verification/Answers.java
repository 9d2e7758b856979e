package dev.baton.syncmonitor.domain.verification;

import dev.baton.descriptor.VerifiedQuery;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What an instance answers to read requests. */
public interface Answers {

    /**
     * Asks once.
     *
     * @param height what <code>{height}</code> stands for
     */
    Answer to(VerifiedQuery query, long height) throws Unreachable;

    /**
     * An answer, without what is not compared.
     *
     * @param status of HTTP
     * @param parts the values of a JSON document by their JSON Pointers, in its order; of any other body the hash by the
     *     empty pointer
     */
    record Answer(int status, Map<String, String> parts) {

        private static final int FIRST_SUCCESS = 200;
        private static final int AFTER_SUCCESS = 300;

        boolean succeeded() {
            return status >= FIRST_SUCCESS && status < AFTER_SUCCESS;
        }

        /** Where the two part, for a person to read, without a value of either; empty where they are the same. */
        Optional<String> partsFrom(Answer other) {
            if (status != other.status) {
                return Optional.of("status " + status);
            }
            var pointers = new LinkedHashSet<>(parts.keySet());
            pointers.addAll(other.parts.keySet());
            return pointers.stream()
                    .filter(pointer -> !Objects.equals(parts.get(pointer), other.parts.get(pointer)))
                    .findFirst()
                    .map(pointer -> pointer.isEmpty() ? "another body" : "another value at " + pointer);
        }
    }
}
