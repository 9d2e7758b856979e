package dev.baton.e2e.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.model.ApplicationName;
import dev.baton.support.FreePorts;
import java.net.URI;
import java.util.List;

/**
 * An application of one small container: NGINX with fixed answers, which name its version. It is at its tip as soon as it
 * runs.
 *
 * @param image has a shell and NGINX
 * @param tip where the height of what it follows is read
 * @param listen the port where users reach it
 * @param slots the ports of its slots
 */
public record ContainerPuppet(ApplicationName name, String image, URI tip, int listen, List<Integer> slots) {

    /** What instances say; the test's source of the tip is to say the same. */
    public static final long HEIGHT = 100;

    private static final String CONFIGURATION =
            "daemon off; worker_processes 1; pid /tmp/nginx.pid; error_log stderr; events { } http { access_log off;"
                    + " client_body_temp_path /tmp/t1; proxy_temp_path /tmp/t2; fastcgi_temp_path /tmp/t3;"
                    + " uwsgi_temp_path /tmp/t4; scgi_temp_path /tmp/t5; default_type application/json;"
                    + " server { listen $PORT; client_max_body_size 8m;"
                    + " location /height { return 200 '{\\\"height\\\":" + HEIGHT + "}'; }"
                    + " location / { return 200 '{\\\"version\\\":\\\"$BATON_VERSION\\\"}'; } } }";

    /** With free ports. */
    public ContainerPuppet(String name, String image, URI tip) {
        this(new ApplicationName(name), image, tip, FreePorts.next(), FreePorts.take(3));
    }

    public ContainerPuppet {
        slots = List.copyOf(slots);
    }

    /** What the container runs when all is well. */
    public static String serve() {
        return "printf '%s' \"" + CONFIGURATION + "\" > /tmp/nginx.conf && exec nginx -e stderr -c /tmp/nginx.conf";
    }

    /** Where users reach it. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + listen + "/");
    }

    /** A descriptor in which all times are short; the test may change it. */
    public ObjectNode descriptor() {
        return running(serve());
    }

    /** The same, with a container that runs this script. */
    public ObjectNode running(String script) {
        var descriptor = BatonJson.mapper().createObjectNode().put("name", name.value());
        var run = descriptor.putObject("run").put("runtime", "docker");
        var server = run.putArray("containers").addObject();
        server.put("name", "server").put("image", image).put("pull", "never").put("port", 8080);
        server.putArray("entrypoint").add("sh").add("-c");
        server.putArray("command").add(script);
        run.put("startTimeout", "20s").put("stopGrace", "2s").put("restarts", 1);
        var sync = descriptor.putObject("sync");
        sync.putObject("height").putObject("http").put("path", "/height").put("pointer", "/height");
        sync.putArray("tip")
                .addObject()
                .putObject("http")
                .put("url", tip.toString())
                .put("pointer", "/height");
        sync.put("tolerance", 0).put("stableFor", "500ms").put("interval", "100ms");
        sync.put("stallAfter", "60s").put("deadline", "5m").put("lease", "20s");
        var route = descriptor.putObject("route").put("listen", listen);
        slots.forEach(route.putArray("slots")::add);
        descriptor.put("probation", "1s");
        descriptor.putObject("standby").put("keep", "1h").put("yields", true);
        return descriptor;
    }
}
