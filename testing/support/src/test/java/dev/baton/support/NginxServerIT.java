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
    void servesTheSitesItFinds(@TempDir Path folder) throws Exception {
        int port = FreePorts.next();
        Files.createDirectories(folder.resolve("sites"));
        Files.writeString(
                folder.resolve("sites/greeting.conf"),
                "server { listen 127.0.0.1:%d; return 200 greeting; }".formatted(port));

        try (var nginx = NginxServer.start(folder)) {
            assertThat(get(nginx.healthPort(), "/health")).isEqualTo("ok\n");
            assertThat(get(port, "/")).isEqualTo("greeting");
        }
    }

    private static String get(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            return client.send(request.build(), BodyHandlers.ofString()).body();
        }
    }
}
