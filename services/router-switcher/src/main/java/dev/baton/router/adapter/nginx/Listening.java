package dev.baton.router.adapter.nginx;

import dev.baton.model.Address;
import dev.baton.model.Text;
import dev.baton.router.domain.Site;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * On which addresses of this machine NGINX listens for users. The loopback address is always among them: by it the
 * router-switcher proves what users get.
 *
 * @param host an IPv4 address; {@code 0.0.0.0}: all of them
 * @throws IllegalArgumentException where it is none
 */
public record Listening(String host) {

    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");
    private static final String EVERYWHERE = "0.0.0.0";

    /** Nobody but this machine. */
    public static final Listening LOOPBACK = new Listening("127.0.0.1");

    public Listening {
        if (!isIpv4(host)) {
            throw new IllegalArgumentException("baton.nginx.listen-host is an IPv4 address of this machine, such as "
                    + "127.0.0.1, or 0.0.0.0; this is not: " + Text.quoted(host));
        }
    }

    /** Whether it is written as an IPv4 address, which nobody has to look up. */
    static boolean isIpv4(String host) {
        return IPV4.matcher(host).matches();
    }

    /** What a site's server block listens on. */
    List<Address> of(Site site) {
        return site.fronts().stream()
                .flatMap(front -> of(front.address()))
                .distinct()
                .toList();
    }

    private Stream<Address> of(Address front) {
        var here = new Address(host, front.port());
        return host.equals(EVERYWHERE)
                ? Stream.of(here)
                : Stream.of(front, here).distinct();
    }
}
