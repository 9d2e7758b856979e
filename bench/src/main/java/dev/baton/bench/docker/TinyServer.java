package dev.baton.bench.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.model.ApplicationName;
import java.util.List;

/**
 * What is started in both ways: a web server of 2 MB that answers its health check as soon as it runs, so that what is
 * measured is the engine's work and Baton's, and not the application's.
 *
 * @param image has a shell and busybox's httpd
 */
record TinyServer(String image) {

    static final ApplicationName APPLICATION = new ApplicationName("tiny-server");
    static final String HEALTH = "/health";
    static final int PORT = 8080;

    /** The program in the container. */
    List<String> command() {
        return List.of(
                "sh",
                "-c",
                "mkdir -p /tmp/w && echo ok > /tmp/w" + HEALTH + " && exec httpd -f -p " + PORT + " -h /tmp/w");
    }

    /** Its descriptor; it is aborted as soon as it has started, so what follows a start matters not. */
    ObjectNode descriptor(int listen, List<Integer> slots) {
        var descriptor = BatonJson.mapper().createObjectNode().put("name", APPLICATION.value());
        var run = descriptor.putObject("run").put("runtime", "docker").put("health", HEALTH);
        var container = run.putArray("containers").addObject();
        container.put("name", "server").put("image", image).put("pull", "never").put("port", PORT);
        command().forEach(container.putArray("command")::add);
        run.put("stopGrace", "1s");
        var sync = descriptor.putObject("sync");
        sync.putObject("height").putObject("http").put("path", "/height").put("pointer", "/height");
        // Nobody answers there: the tip stays unknown, and the server is never ready.
        sync.putArray("tip")
                .addObject()
                .putObject("http")
                .put("url", "http://127.0.0.1:1/")
                .put("pointer", "/height");
        var route = descriptor.putObject("route").put("listen", listen);
        slots.forEach(route.putArray("slots")::add);
        return descriptor;
    }
}
