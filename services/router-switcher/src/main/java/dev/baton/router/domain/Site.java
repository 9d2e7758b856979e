package dev.baton.router.domain;

import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Slot;
import dev.baton.model.Text;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the router must know of an application, once: everything but the route. Whatever of it reaches a configuration
 * file has a grammar that leaves no room for another directive.
 *
 * @param application its name
 * @param listen where users connect
 * @param host the host name it answers to, in lower case; empty: any
 * @param slots the fixed address of each slot
 * @throws IllegalArgumentException where the host is no DNS name or a slot has no address of its own
 */
public record Site(ApplicationName application, Address listen, Optional<String> host, Map<Slot, Address> slots) {

    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern HOST = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final int LONGEST_HOST = 253;

    public Site {
        host = host.map(name -> name.toLowerCase(Locale.ROOT));
        host.ifPresent(name -> {
            if (name.length() > LONGEST_HOST || !HOST.matcher(name).matches()) {
                throw new IllegalArgumentException("a route's host is a DNS name such as "
                        + "indexer.example.org; this is not: " + Text.quoted(name));
            }
        });
        slots = Map.copyOf(new EnumMap<>(slots));
        for (var slot : Slot.values()) {
            if (!slots.containsKey(slot)) {
                throw new IllegalArgumentException("slot " + slot.letter() + " of " + application + " has no address");
            }
        }
        if (slots.values().stream().distinct().count() != slots.size() || slots.containsValue(listen)) {
            throw new IllegalArgumentException(
                    "the slots of " + application + " and its public address must all differ: " + listen + " " + slots);
        }
    }

    /** Where users reach the application. */
    public Endpoint front() {
        return new Endpoint(listen, host);
    }
}
