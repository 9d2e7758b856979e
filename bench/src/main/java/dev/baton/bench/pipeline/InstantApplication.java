package dev.baton.bench.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.bench.MeasurementFailure;
import dev.baton.codec.BatonJson;
import dev.baton.model.ApplicationName;
import dev.baton.support.NginxServer;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * An application that is ready as soon as it runs: its instance is one NGINX process of some 3 MB that answers its health
 * check and its height from its configuration. It has no database, so there is no data to verify.
 *
 * @param listen the port of its route
 * @param slots the ports of its slots
 */
record InstantApplication(ApplicationName name, int listen, List<Integer> slots) {

    /** What instances and the source of the tip say. */
    static final long HEIGHT = 100;

    private static final String CONFIGURATION =
            "daemon off; master_process off; pid nginx.pid; error_log stderr; events { } http { access_log off;"
                    + " client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4;"
                    + " scgi_temp_path t5; server { listen 127.0.0.1:$PORT; default_type application/json;"
                    + " location / { return 200 '{\\\"height\\\":" + HEIGHT + "}'; } } }";

    InstantApplication {
        slots = List.copyOf(slots);
    }

    /**
     * Its descriptor, without any time that somebody might want to wait: what is left is what the services need.
     *
     * @param mark what its instances carry in their environment, so that they can be found
     */
    ObjectNode descriptor(URI tip, Map.Entry<String, String> mark) {
        var descriptor = BatonJson.mapper().createObjectNode().put("name", name.value());
        var run = descriptor.putObject("run");
        run.putObject("process").putArray("command").add("sh").add("-c").add(script());
        run.putObject("environment").put(mark.getKey(), mark.getValue());
        run.put("stopGrace", "2s");
        var sync = descriptor.putObject("sync");
        sync.putObject("height").putObject("http").put("path", "/height").put("pointer", "/height");
        sync.putArray("tip")
                .addObject()
                .putObject("http")
                .put("url", tip.toString())
                .put("pointer", "/height");
        // A short lease, because half of it is the pause before a failed switch is repeated.
        sync.put("stableFor", "0s").put("interval", "100ms").put("lease", "10s");
        var slotPorts = descriptor.putObject("route").put("listen", listen).putArray("slots");
        slots.forEach(slotPorts::add);
        descriptor.put("probation", "0s");
        descriptor.putObject("standby").put("keep", "0s").put("yields", true);
        return descriptor;
    }

    private static String script() {
        var nginx = NginxServer.binary()
                .orElseThrow(() -> new MeasurementFailure(
                        "NGINX is not installed: apt-get install nginx-light, or brew install nginx"));
        return "printf '%s' \"" + CONFIGURATION + "\" > nginx.conf && exec " + nginx
                + " -e stderr -p \"$PWD\" -c nginx.conf";
    }
}
