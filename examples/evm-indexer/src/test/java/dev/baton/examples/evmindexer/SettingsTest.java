package dev.baton.examples.evmindexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Map<String, String> LEAST = Map.of(
            "PORT", "8081",
            "DATABASE_URL", "postgresql://me:secret@127.0.0.1:5432/blocks",
            "CHAIN_URL", "http://127.0.0.1:8545");

    @Test
    void needsThreeVariables() {
        Settings settings = Settings.from(LEAST);
        assertThat(settings.port()).isEqualTo(8081);
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.database())
                .isEqualTo(new Settings.Database("jdbc:postgresql://127.0.0.1:5432/blocks", "me", "secret"));
        assertThat(settings.startHeight()).isZero();
        assertThat(settings.batchSize()).isEqualTo(100);
        assertThat(settings.mostBlocksPerSecond()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PORT", "DATABASE_URL", "CHAIN_URL"})
    void namesTheVariableThatIsMissing(String name) {
        Map<String, String> without = new HashMap<>(LEAST);
        without.remove(name);
        assertThatThrownBy(() -> Settings.from(without)).hasMessage("set " + name);
        assertThatThrownBy(() -> Settings.from(with(name, " "))).hasMessage("set " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,eighty",
        "PORT,-1",
        "PORT,65536",
        "CHAIN_START_HEIGHT,-1",
        "CHAIN_START_HEIGHT,9223372036854775808",
        "BATCH_SIZE,0",
        "BATCH_SIZE,1001",
        "MAX_BLOCKS_PER_SECOND,0",
        "CHAIN_URL,127.0.0.1:8545",
        "CHAIN_URL,ftp://127.0.0.1",
        "CHAIN_URL,http:///",
        "DATABASE_URL,mysql://me:secret@host/db",
        "DATABASE_URL,postgresql://host/db",
        "DATABASE_URL,postgresql://me@host/db",
        "DATABASE_URL,postgresql://me:secret@host",
        "DATABASE_URL,postgresql://me:secret@host/"
    })
    void saysWhatAVariableShouldBe(String name, String value) {
        assertThatThrownBy(() -> Settings.from(with(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + " should be ");
    }

    @Test
    void decodesThePasswordAndNeverShowsIt() {
        Settings settings = Settings.from(with("DATABASE_URL", "postgres://me:p%40ss+1%3A@db/blocks?sslmode=require"));
        assertThat(settings.database().password()).isEqualTo("p@ss+1:");
        assertThat(settings.database().jdbcUrl()).isEqualTo("jdbc:postgresql://db/blocks?sslmode=require");
        assertThat(settings.toString()).doesNotContain("p@ss");
        assertThatThrownBy(() -> Settings.from(with("DATABASE_URL", "postgresql://me:p@ss word@db/blocks")))
                .hasNoCause()
                .message()
                .doesNotContain("ss word");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> changed = new HashMap<>(LEAST);
        changed.put(name, value);
        return changed;
    }
}
