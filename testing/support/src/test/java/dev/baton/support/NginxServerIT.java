package dev.baton.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxServerIT {
    @Test
    void tellsRouteAndSlotOfARequestByWhereTheLinkPoints(@TempDir Path folder) throws Exception {
        int port = FreePorts.next();
        Files.createDirectories(folder.resolve("sites"));
        Files.createDirectories(folder.resolve("routes/b.42.0199f0aa-1"));
        var active = Files.createSymbolicLink(folder.resolve("routes/active"), Path.of("b.42.0199f0aa-1"));
        Files.writeString(folder.resolve("sites/echo.conf"), """
                server {
                    listen 127.0.0.1:%d;
                    root %s;
                    return 200 "$baton_slot $baton_route";
                }
                """.formatted(port, active));

        try (var nginx = NginxServer.start(folder)) {
            assertThat(get(nginx.healthPort(), "/health")).isEqualTo("ok\n");
            assertThat(get(port, "/")).isEqualTo("b b.42.0199f0aa-1");
        }
    }

    private static String get(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            return client.send(request.build(), BodyHandlers.ofString()).body();
        }
    }
}
