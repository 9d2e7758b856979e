package dev.baton.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "a\"b", "a$b", "a}b", "a\nb", "a#b", "a*"})
    void refusesNamesThatMeanSomethingInAConfiguration(String name, @TempDir Path parent) {
        assertThatThrownBy(() -> Layout.create(parent.resolve(name)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("cannot be used");
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void hasOneNameForADirectoryHoweverItIsReached(@TempDir Path parent) throws Exception {
        var real = Files.createDirectory(parent.resolve("real"));
        var link = Files.createSymbolicLink(parent.resolve("link"), real);

        assertThat(Layout.create(link)).isEqualTo(Layout.create(real));
        assertThat(Layout.of(link.resolve("../link"))).isEqualTo(Layout.of(real));
    }

    @Test
    void saysWhyAFileIsNoDirectory(@TempDir Path parent) throws Exception {
        var file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> Layout.create(file)).isInstanceOf(CommandFailure.class);
    }
}
