package dev.baton.router.domain;

import dev.baton.model.Address;
import java.util.Optional;

/**
 * Where a probe connects, and whom it asks for there.
 *
 * @param address where to connect
 * @param host the {@code Host} header; empty: the address itself
 */
public record Endpoint(Address address, Optional<String> host) {

    /** An instance's own address, past the router. */
    public static Endpoint direct(Address address) {
        return new Endpoint(address, Optional.empty());
    }

    /** The same port and name at another address. */
    Endpoint at(String otherHost) {
        return new Endpoint(new Address(otherHost, address.port()), host);
    }

    @Override
    public String toString() {
        return host.map(name -> name + " at " + address).orElseGet(address::toString);
    }
}
