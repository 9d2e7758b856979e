package dev.baton.e2e.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.e2e.stage.ScriptedServer.Reply;
import dev.baton.model.ApplicationName;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An application whose every answer is in the test's hands: its instances are real processes, tiny ones (NGINX without
 * workers), that hand each request on to the test's server, where every version has its own paths. It is small enough to
 * be deployed in a second.
 */
public final class Puppet {

    private static final String CONFIGURATION =
            "daemon off; master_process off; pid nginx.pid; error_log stderr; events { } http { access_log off;"
                    + " client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4;"
                    + " scgi_temp_path t5; server { listen 127.0.0.1:$PORT; client_max_body_size 8m;"
                    + " location / { proxy_pass $STRINGS/$BATON_VERSION/; } } }";

    private final ApplicationName name;
    private final ScriptedServer server;
    private final Map.Entry<String, String> mark;
    private final int listen = FreePorts.next();
    private final List<Integer> slotPorts = FreePorts.take(3);

    /** @param mark what its instances carry in their environment, so that they can be found */
    public Puppet(String name, ScriptedServer server, Map.Entry<String, String> mark) {
        this.name = new ApplicationName(name);
        this.server = server;
        this.mark = mark;
        tip(100);
    }

    public ApplicationName name() {
        return name;
    }

    /** The port where users reach it. */
    public int listen() {
        return listen;
    }

    /** Where users reach a path of it. */
    public URI address(String path) {
        return URI.create("http://127.0.0.1:" + listen + path);
    }

    /** The height of what it follows. */
    public void tip(long height) {
        server.answer(tipPath(), Reply.height(height));
    }

    /** What the source of the tip answers. */
    public void tip(Reply reply) {
        server.answer(tipPath(), reply);
    }

    /** A version is healthy, answers users with its number, and is at this height. */
    public void version(String version, long height) {
        health(version, new Reply(200, "text/plain", "version " + version, Duration.ZERO));
        server.answer("/" + name + "/" + version + "/", Reply.json("{\"version\":\"" + version + "\"}"));
        height(version, Reply.height(height));
    }

    /** What a version answers when asked for its height. */
    public void height(String version, Reply reply) {
        server.answer("/" + name + "/" + version + "/height", reply);
    }

    /** What a version answers when asked for its health. */
    public void health(String version, Reply reply) {
        server.answer("/" + name + "/" + version + "/health", reply);
    }

    /** A descriptor in which all times are short; the test may change it. */
    public ObjectNode descriptor() {
        var descriptor = BatonJson.mapper().createObjectNode().put("name", name.value());
        var run = descriptor.putObject("run");
        run.putObject("process").putArray("command").add("sh").add("-c").add(script());
        run.putObject("environment")
                .put("STRINGS", server.address("/" + name).toString())
                .put(mark.getKey(), mark.getValue());
        run.put("startTimeout", "10s").put("stopGrace", "2s").put("restarts", 1);
        var sync = descriptor.putObject("sync");
        sync.putObject("height").putObject("http").put("path", "/height").put("pointer", "/height");
        sync.putArray("tip")
                .addObject()
                .putObject("http")
                .put("url", server.address(tipPath()).toString())
                .put("pointer", "/height");
        sync.put("tolerance", 0).put("stableFor", "500ms").put("interval", "100ms");
        sync.put("stallAfter", "60s").put("deadline", "5m").put("lease", "20s");
        var route = descriptor.putObject("route").put("listen", listen);
        var slots = route.putArray("slots");
        slotPorts.forEach(slots::add);
        descriptor.put("probation", "1s");
        descriptor.putObject("standby").put("keep", "1h").put("yields", true);
        return descriptor;
    }

    /** Starts an instance of a version as a person would, in a folder of its own. */
    public Process startByHand(String version, int port, Path folder) {
        var builder = new ProcessBuilder("sh", "-c", script())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "PORT",
                        Integer.toString(port),
                        "BATON_VERSION",
                        version,
                        "STRINGS",
                        server.address("/" + name).toString(),
                        mark.getKey(),
                        mark.getValue()));
        return ChildProcesses.start(builder);
    }

    /** The ports of its slots a, b and c. */
    public List<Integer> slotPorts() {
        return slotPorts;
    }

    private String tipPath() {
        return "/" + name + "/tip";
    }

    private static String script() {
        Path nginx = NginxServer.binary()
                .orElseThrow(() -> new IllegalStateException(
                        "NGINX is not installed: apt-get install nginx-light, or brew install nginx"));
        return "printf '%s' \"" + CONFIGURATION + "\" > nginx.conf && exec " + nginx
                + " -e stderr -p \"$PWD\" -c nginx.conf";
    }
}
