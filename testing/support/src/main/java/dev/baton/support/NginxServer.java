package dev.baton.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real NGINX under its own prefix, with the same main configuration as {@code baton up} gives it: sites are read from
 * {@code sites/*.conf}, a port answers {@code GET /health}. Needs NGINX installed.
 */
public final class NginxServer implements AutoCloseable {
    private final Path prefix;
    private final int healthPort;
    private final Process master;

    private NginxServer(Path prefix, int healthPort, Process master) {
        this.prefix = prefix;
        this.healthPort = healthPort;
        this.master = master;
    }

    /** The program, looked up where systems put it; empty when NGINX is not installed. */
    public static Optional<Path> binary() {
        var path =
                Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"));
        return Stream.concat(path, Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts NGINX, with the Lua module where it is installed, and returns when it answers. Sites that lie there already
     * are served at once.
     */
    public static NginxServer start(Path prefix) {
        return start(prefix, luaModule());
    }

    /** The same without the Lua module, whether or not it is installed. */
    public static NginxServer startWithoutLua(Path prefix) {
        return start(prefix, List.of());
    }

    /** Whether NGINX can load the Lua module on this machine. */
    public static boolean hasLua() {
        return !luaModule().isEmpty();
    }

    private static NginxServer start(Path prefix, List<Path> modules) {
        var binary = binary().orElseThrow(() -> new IllegalStateException(
                "NGINX is not installed: apt-get install nginx-light, or brew install nginx"));
        int port = FreePorts.next();
        try {
            Files.createDirectories(prefix.resolve("sites"));
            Files.createDirectories(prefix.resolve("logs"));
            Files.createDirectories(prefix.resolve("run"));
            var template = Files.readString(Checkout.root().resolve("cli/config/nginx.conf"));
            Files.writeString(
                    prefix.resolve("nginx.conf"),
                    template.replace("@user@", loadDirectives(modules) + userDirective())
                            .replace("@health@", "127.0.0.1:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command = List.of(
                binary.toString(),
                "-p",
                prefix + "/",
                "-c",
                prefix.resolve("nginx.conf").toString(),
                "-g",
                "daemon off;");
        var log = prefix.resolve("logs/stdout.log").toFile();
        var master = ChildProcesses.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log));
        var server = new NginxServer(prefix, port, master);
        await("NGINX on port " + port + ", log in " + prefix.resolve("logs"))
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .failFast("NGINX has ended, see " + log, () -> !master.isAlive())
                .until(server::accepts);
        return server;
    }

    /** The folder given to {@link #start(Path)}; sites are in {@code sites/}, the master's PID in {@code run/nginx.pid}. */
    public Path prefix() {
        return prefix;
    }

    /** The port on 127.0.0.1 that answers {@code GET /health} with 200. */
    public int healthPort() {
        return healthPort;
    }

    /** The process id of the master. */
    public long pid() {
        return master.pid();
    }

    @Override
    public void close() {
        ChildProcesses.stop(master, Duration.ofSeconds(5));
    }

    private boolean accepts() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), healthPort)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** The files of the module and of the one that it needs, where Debian puts them; empty where they are missing. */
    private static List<Path> luaModule() {
        var files = Stream.of("ndk_http_module.so", "ngx_http_lua_module.so")
                .map(Path.of("/usr/lib/nginx/modules")::resolve)
                .toList();
        return files.stream().allMatch(Files::isReadable) ? files : List.of();
    }

    private static String loadDirectives(List<Path> modules) {
        return modules.stream().map("load_module \"%s\";\n"::formatted).collect(Collectors.joining());
    }

    /** Workers of a root master run as somebody else by default, who may not look into a folder of root's. */
    private static String userDirective() {
        return System.getProperty("user.name").equals("root") ? "user root;" : "";
    }
}
