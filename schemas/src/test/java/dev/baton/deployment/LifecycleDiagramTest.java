package dev.baton.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the drawn state machine equal to the table; {@code -Dbaton.update=true} draws it anew. */
class LifecycleDiagramTest {

    private static final String HEAD = """
            # The life of a deployment

            Drawn from the transition table in `dev.baton.deployment.Lifecycle`; a test fails when the two differ. What is
            not drawn changes nothing: a duplicate, a late event, or an intention that lost a race.

            ```mermaid
            stateDiagram-v2
                [*] --> Starting: DeployAccepted
                [*] --> Live: Adopted
            """;

    @Test
    void theDiagramShowsTheTable() throws IOException, URISyntaxException {
        var classes =
                LifecycleDiagramTest.class.getProtectionDomain().getCodeSource().getLocation();
        var file = Path.of(classes.toURI()).getParent().getParent().resolve("lifecycle.md");
        if (Boolean.getBoolean("baton.update")) {
            Files.writeString(file, drawn());
        }
        assertThat(Files.readString(file)).isEqualTo(drawn());
    }

    private static String drawn() {
        return Stream.of(
                        Stream.of(HEAD),
                        Lifecycle.table().stream()
                                .flatMap(row -> row.to().stream()
                                        .map(to -> "    %s --> %s: %s%s%n"
                                                .formatted(
                                                        row.from().getSimpleName(),
                                                        to.getSimpleName(),
                                                        row.event().getSimpleName(),
                                                        row.part() == Transition.Part.COUNTERPART
                                                                ? " of the other"
                                                                : ""))),
                        Stream.of("    Retired --> [*]\n```\n"))
                .flatMap(lines -> lines)
                .collect(Collectors.joining());
    }
}
