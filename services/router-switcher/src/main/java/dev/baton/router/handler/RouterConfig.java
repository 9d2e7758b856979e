package dev.baton.router.handler;

import java.nio.file.Path;
import java.time.Duration;

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
 */
record RouterConfig(
        Path directory,
        String nginxBinary,
        String listenHost,
        String way,
        Duration probeTimeout,
        Duration registrationWindow,
        Duration interval,
        Duration queryInterval) {

    RouterConfig {
        if (registrationWindow.isNegative()) {
            throw new IllegalArgumentException("baton.router.registration-window is not negative");
        }
        if (!probeTimeout.isPositive() || !interval.isPositive() || !queryInterval.isPositive()) {
            throw new IllegalArgumentException("baton.router.probe-timeout, baton.router.interval and"
                    + " baton.router.query-interval are longer than nothing");
        }
    }
}
