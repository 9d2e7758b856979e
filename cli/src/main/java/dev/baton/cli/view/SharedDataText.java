package dev.baton.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** That a deployment has nothing to rebuild, for it uses another one's data. */
public final class SharedDataText {
    private SharedDataText() {}

    /**
     * For example {@code uses the database of deployment 0199f0aa-… (data version 3): no re-sync}.
     *
     * @param dataOf the deployment that made the database; nothing is said where it is the deployment's own
     */
    public static Optional<String> of(Optional<String> dataOf, Optional<String> dataVersion) {
        return dataOf.map(owner -> "uses the database of deployment " + owner
                + dataVersion.map(" (data version %s)"::formatted).orElse("") + ": no re-sync");
    }

    /** The same, of what an acceptance says. */
    public static Optional<String> of(JsonNode accepted) {
        return of(
                text(accepted.path("dataOf")),
                text(accepted.path("descriptor").path("database").path("dataVersion")));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }
}
