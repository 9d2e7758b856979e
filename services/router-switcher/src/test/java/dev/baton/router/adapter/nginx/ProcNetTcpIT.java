package dev.baton.router.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.model.Address;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcNetTcpIT {

    private final ProcNetTcp table = new ProcNetTcp();

    @BeforeEach
    void needsLinux() {
        assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "not run: this system has no /proc/net/tcp");
    }

    @Test
    void countsWhatIsOpenToEachAddressUntilItIsClosed() throws IOException {
        var nobody = Address.loopback(FreePorts.next());
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var address = Address.loopback(server.getLocalPort());
            // As NGINX, which connects to an IPv4 address by IPv4; Java's usual sockets are in the table of IPv6.
            try (var first = SocketChannel.open(StandardProtocolFamily.INET);
                    var second = SocketChannel.open(StandardProtocolFamily.INET)) {
                first.connect(server.getLocalSocketAddress());
                second.connect(server.getLocalSocketAddress());
                assertThat(table.to(Set.of(address, nobody)))
                        .isEqualTo(Map.of(address, Set.of(near(first), near(second)), nobody, Set.of()));
            }
            await().until(() -> table.to(Set.of(address)).equals(Map.of(address, Set.of())));
        }
    }

    @Test
    void closesTheOneThatIsNamedOrSaysWhyItCannot() throws IOException {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var first = SocketChannel.open(StandardProtocolFamily.INET);
                var second = SocketChannel.open(StandardProtocolFamily.INET)) {
            var address = Address.loopback(server.getLocalPort());
            first.connect(server.getLocalSocketAddress());
            second.connect(server.getLocalSocketAddress());
            var closed = near(first);
            var stays = near(second);

            var refused = table.close(address, Set.of(closed));

            if (refused.isEmpty()) {
                assertThat(table.to(Set.of(address))).isEqualTo(Map.of(address, Set.of(stays)));
                assertThat(table.close(address, Set.of(closed)))
                        .as("what is closed already")
                        .isEmpty();
            } else {
                assertThat(refused.get()).startsWith("ss -K: ").contains("not permitted");
                assertThat(table.to(Set.of(address))).isEqualTo(Map.of(address, Set.of(closed, stays)));
            }
        }
    }

    private static Address near(SocketChannel channel) throws IOException {
        return Address.loopback(((InetSocketAddress) channel.getLocalAddress()).getPort());
    }

    @Test
    void leavesOutWhatItCannotKnow() {
        assertThat(table.to(Set.of(new Address("no-such-host.invalid", 80)))).isEmpty();
    }
}
