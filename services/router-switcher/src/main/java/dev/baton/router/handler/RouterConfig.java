package dev.baton.router.handler;

import dev.baton.model.Address;
import dev.baton.model.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The service's own settings.
 *
 * @param directory Baton's directory: NGINX's prefix and the routes lie below it
 * @param nginxBinary NGINX's program, a name or a path
 * @param listenHost the address of this machine on which NGINX listens for users
 * @param way how NGINX is to find routes: {@code auto}, {@code plain} or {@code lua}
 * @param probeTimeout how long one probe may take
 * @param registrationWindow how long registrations are gathered before NGINX reloads for all of them
 * @param interval the pause between two health checks of a probation, and between two looks at what time has made due
 * @param queryInterval the pause between two rounds of a descriptor's questions to Prometheus
 * @param ownHost the address of this machine by which NGINX is asked
 * @param node the name of this router among several; empty where it is the only one
 * @param nodeTimeout how long the others have to say whether they serve by a new route
 * @param drainOver over how long before a standby's end its connections are closed; nothing: they end with its instance
 * @param drainAfter how long connections to a standby are left alone in any case, so that slow requests finish
 */
record RouterConfig(
        Path directory,
        String nginxBinary,
        String listenHost,
        String way,
        Duration probeTimeout,
        Duration registrationWindow,
        Duration interval,
        Duration queryInterval,
        String ownHost,
        Optional<String> node,
        Duration nodeTimeout,
        Duration drainOver,
        Duration drainAfter) {

    private static final Pattern NODE = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    RouterConfig {
        if (node.filter(name -> !NODE.matcher(name).matches() || name.equals("router"))
                .isPresent()) {
            throw new IllegalArgumentException("baton.router.node is a name of at most 40 lower-case letters, digits or"
                    + " hyphens, and not \"router\"; this is not: " + Text.quoted(node.get()));
        }
        new Address(ownHost, 1); // says what a host is where this is none
        if (drainOver.isNegative() || drainAfter.isNegative()) {
            throw new IllegalArgumentException("baton.router.drain-over and baton.router.drain-after are not negative");
        }
        if (registrationWindow.isNegative()) {
            throw new IllegalArgumentException("baton.router.registration-window is not negative");
        }
        if (!probeTimeout.isPositive()
                || !interval.isPositive()
                || !queryInterval.isPositive()
                || !nodeTimeout.isPositive()) {
            throw new IllegalArgumentException("baton.router.probe-timeout, baton.router.interval,"
                    + " baton.router.query-interval and baton.router.node-timeout are longer than nothing");
        }
    }
}
