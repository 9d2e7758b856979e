package dev.baton.bench.storm;

import dev.baton.bench.MeasurementFailure;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The predecessor's way: one server line of the upstream is commented out and the other in, {@code nginx -t}, reload. */
final class Reloads implements Way {

    private final Path prefix;
    private final NginxServer nginx;
    private final int port = FreePorts.next();
    private final Backend a;
    private final Backend b;

    Reloads(Path directory, Backend a, Backend b) throws IOException {
        this.a = a;
        this.b = b;
        prefix = Files.createDirectories(directory.resolve("nginx"));
        Files.createDirectories(prefix.resolve("sites"));
        write(0);
        nginx = NginxServer.start(prefix);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void move(int turn) throws IOException, InterruptedException {
        write(turn);
        run("-t");
        run("-s", "reload");
    }

    @Override
    public NginxProcesses processes() {
        return NginxProcesses.of(nginx);
    }

    @Override
    public void close() {
        nginx.close();
    }

    private void write(int turn) throws IOException {
        var blue = turn % 2 == 0;
        Files.writeString(prefix.resolve("sites").resolve("storm.conf"), """
                map $http_upgrade $connection_upgrade { default ""; "~*^websocket$" upgrade; }
                upstream storm {
                    %sserver %s;
                    %sserver %s;
                    keepalive 64;
                }
                server {
                    listen 127.0.0.1:%d;
                    client_max_body_size 0;
                    location / {
                        proxy_pass http://storm;
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $connection_upgrade;
                        proxy_buffering off;
                        proxy_read_timeout 1h;
                    }
                }
                """.formatted(
                        blue ? "" : "# ", a.address(), blue ? "# " : "", b.address(), port));
    }

    private void run(String... action) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(
                NginxServer.binary().orElseThrow().toString(),
                "-p",
                prefix + "/",
                "-c",
                prefix.resolve("nginx.conf").toString()));
        line.addAll(List.of(action));
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new MeasurementFailure("nginx " + List.of(action) + " failed: " + said);
        }
    }
}
