package dev.baton.load.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "0.0.0.0", "2001:db8::1", "169.254.169.254"})
    void refusesEveryAddressThatIsNotThisMachine(String host) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Target.of(host, 80));
        assertTrue(refusal.getMessage().contains("127.0.0.1"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1"})
    void acceptsLoopback(String host) {
        assertTrue(Target.of(host, 8080).address().getAddress().isLoopbackAddress());
    }

    @Test
    void refusesAnAddressThatWasNotResolved() {
        var unresolved = InetSocketAddress.createUnresolved("localhost", 80);
        assertThrows(IllegalArgumentException.class, () -> new Target(unresolved, "localhost"));
    }

    @Test
    void refusesAPortThatIsNone() {
        assertThrows(IllegalArgumentException.class, () -> Target.loopback(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nX: y"})
    void refusesAHostHeaderThatWouldBreakItsLine(String header) {
        var target = Target.loopback(80);
        assertThrows(IllegalArgumentException.class, () -> target.named(header));
    }

    @Test
    void keepsTheAddressUnderAnotherName() {
        assertEquals(
                "indexer.example.org",
                Target.loopback(80).named("indexer.example.org").hostHeader());
    }
}
