package dev.baton.examples.penumbra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @Test
    void readsWhatTheExplorerIsGiven() {
        DatabaseUrl url = from("postgresql://me:p%40ss+1%3A@db.example.org:5432/penumbra?sslmode=require");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example.org:5432/penumbra?sslmode=require");
        assertThat(url.user()).isEqualTo("me");
        assertThat(url.password()).isEqualTo("p@ss+1:");
        assertThat(url.toString()).doesNotContain("p@ss");
    }

    @Test
    void namesTheVariableThatIsMissing() {
        assertThatThrownBy(() -> DatabaseUrl.from(Map.of("URL", " "), "URL")).hasMessage("set URL");
        assertThatThrownBy(() -> DatabaseUrl.from(Map.of(), "URL")).hasMessage("set URL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://me:secret@host/db",
                "postgresql://host/db",
                "postgresql://me@host/db",
                "postgresql://me:secret@host",
                "postgresql://me:secret@host/",
                "postgresql://me:sec ret@host/db"
            })
    void saysWhatItShouldBeAndNotWhatItIs(String value) {
        assertThatThrownBy(() -> from(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .startsWith("URL should be ")
                .doesNotContain("sec");
    }

    private static DatabaseUrl from(String value) {
        return DatabaseUrl.from(Map.of("URL", value), "URL");
    }
}
