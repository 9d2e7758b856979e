package dev.baton.cli.up;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** NGINX under its own prefix {@code DIR/nginx}. Ready means: its health port answers. */
final class NginxProgram implements Program {
    private static final Duration PORTS_CLOSED = Duration.ofMillis(100);
    private static final String FOREGROUND = "daemon off;";

    private final Layout layout;
    private final Installation installation;

    NginxProgram(Layout layout, Installation installation) {
        this.layout = layout;
        this.installation = installation;
    }

    @Override
    public Component component() {
        return Component.NGINX;
    }

    @Override
    public Optional<ProcessHandle> find() {
        return master(layout);
    }

    /**
     * The workers of a master that was killed go on serving, and hold the ports that the new one needs. QUIT lets them close
     * these at once and finish what they are at; nobody waits for that, for meanwhile new clients find no door.
     */
    @Override
    public void clear() {
        Processes.end("QUIT", workers(layout), PORTS_CLOSED);
    }

    @Override
    public Process start(int port) throws IOException {
        var configuration = layout.nginx().resolve("nginx.conf");
        WholeFile.write(
                configuration,
                Files.readString(installation.nginxConfiguration())
                        .replace("@user@", LuaModule.directives(installation.nginx(), layout.nginx()) + userDirective())
                        .replace("@health@", "127.0.0.1:" + port));
        var command = List.of(
                installation.nginx().toString(),
                "-p",
                prefix(layout),
                "-c",
                configuration.toString(),
                "-g",
                FOREGROUND);
        return Processes.startDetached(command, layout.nginx(), layout.output("nginx"), Processes.Environment.NOTHING);
    }

    @Override
    public boolean isReady(int port) {
        return Answers.http(URI.create("http://127.0.0.1:" + port + "/health"));
    }

    /** The master, which alone has our arguments in its title; {@code nginx -t} lacks the last of them. */
    static Optional<ProcessHandle> master(Layout layout) {
        return Processes.all(line -> line.contains(" -p " + prefix(layout) + " ")
                        && line.endsWith(FOREGROUND)
                        && !line.startsWith("sh "))
                .findFirst();
    }

    /** Workers of this NGINX, with or without a master: their title says nothing, the folder they work in does. */
    static List<ProcessHandle> workers(Layout layout) {
        return Processes.all(line -> line.startsWith("nginx: worker process"))
                .filter(process -> worksIn(process, layout.nginx()))
                .toList();
    }

    private static boolean worksIn(ProcessHandle process, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .equals(folder);
        } catch (IOException _) {
            // Another user's, or it has ended.
            return false;
        }
    }

    private static String prefix(Layout layout) {
        return layout.nginx() + "/";
    }

    /** Workers of a root master run as somebody else by default, who may not look into a folder of root's. */
    private static String userDirective() {
        return System.getProperty("user.name").equals("root") ? "user root;" : "";
    }
}
