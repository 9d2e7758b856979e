package dev.baton.router.handler;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;

/** The service's own settings; what each means for an operator stands in {@code application.properties}. */
@ConfigMapping(prefix = "baton")
interface RouterConfig {

    /** Baton's directory: NGINX's prefix and the routes lie below it. */
    Path dir();

    /** What the names of all topics begin with. */
    @WithName("topic-prefix")
    String topicPrefix();

    /** NGINX's program, a name or a path. */
    @WithName("nginx.binary")
    @WithDefault("nginx")
    String nginxBinary();

    /** How long one probe may take. */
    @WithName("router.probe-timeout")
    @WithDefault("2s")
    Duration probeTimeout();

    /** The pause between two health checks of a probation, and between two looks at what time has made due. */
    @WithName("router.interval")
    @WithDefault("1s")
    Duration interval();
}
