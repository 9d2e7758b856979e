package dev.baton.syncmonitor.domain.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockHashTest {

    @ParameterizedTest
    @ValueSource(strings = {"0xAB01", "ab01", "AB01", "0Xab01", "\\xab01", " 0xab01\n"})
    void isTheSameInEverySpelling(String spelling) {
        assertThat(new BlockHash(spelling)).isEqualTo(BlockHash.of(new byte[] {(byte) 0xab, 0x01}));
    }

    @Test
    void keepsTextThatIsNotHexadecimalAsItStands() {
        assertThat(new BlockHash("5Kd3NBUAd").value()).isEqualTo("5Kd3NBUAd");
        assertThat(new BlockHash("0xabc").value()).isEqualTo("0xabc");
    }

    @Test
    void isNeverEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BlockHash(" "));
    }
}
