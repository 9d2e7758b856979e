package dev.baton.load.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where load may go: an address of this very machine. A load client that can be pointed at somebody else's server is
 * a weapon, so any address that is not loopback is refused.
 *
 * @param address a resolved loopback address with its port
 * @param hostHeader what the {@code Host} header says, without line breaks
 */
public record Target(InetSocketAddress address, String hostHeader) {

    /** Refuses everything that is not a resolved loopback address with a port. */
    public Target {
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "Load goes to this machine only: " + address + " is not a loopback address, use 127.0.0.1");
        }
        if (address.getPort() < 1) {
            throw new IllegalArgumentException("Load needs a port between 1 and 65535, not " + address.getPort());
        }
        if (hostHeader.isBlank() || hostHeader.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            throw new IllegalArgumentException("A Host header is one word without spaces or line breaks");
        }
    }

    /** The IPv4 loopback address at {@code port}, addressed by that name. */
    public static Target loopback(int port) {
        return of("127.0.0.1", port);
    }

    /** {@code host} is looked up once; {@code IllegalArgumentException} if it is unknown or not this machine. */
    public static Target of(String host, int port) {
        try {
            var address = new InetSocketAddress(InetAddress.getByName(host), port);
            return new Target(address, host + ":" + port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Unknown host: " + host, e);
        }
    }

    /** The same address, asked for under another name: for routes that serve one host only. */
    public Target named(String hostHeader) {
        return new Target(address, hostHeader);
    }
}
