package dev.baton.cli.up;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;

/** The processes of Baton on one machine, in the order in which people like to read them. */
public enum Component {
    KAFKA("kafka", 19092),
    DEPLOYER("deployer", 18081),
    SYNC_MONITOR("sync-monitor", 18082),
    ROUTER_SWITCHER("router-switcher", 18083),
    AUDIT("audit", 18080),
    NGINX("nginx", 18084);

    private final String label;
    private final int defaultPort;

    Component(String label, int defaultPort) {
        this.label = label;
        this.defaultPort = defaultPort;
    }

    /** The four services, that is everything that is neither Kafka nor NGINX. */
    public static List<Component> services() {
        return Arrays.stream(values())
                .filter(component -> component != KAFKA && component != NGINX)
                .toList();
    }

    /** The name in files, logs and tables, for example {@code sync-monitor}. */
    @JsonValue
    public String label() {
        return label;
    }

    /** Where it listens unless told otherwise; of NGINX the port that tells its health, not one of an application. */
    int defaultPort() {
        return defaultPort;
    }

    @Override
    public String toString() {
        return label;
    }
}
