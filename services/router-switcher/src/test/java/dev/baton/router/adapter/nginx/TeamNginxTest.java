package dev.baton.router.adapter.nginx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamNginxTest {

    private static final Path SITES = Path.of("/srv/baton/nginx/sites");
    private static final Path COPY = Path.of("/srv/baton/nginx/check-1/sites");

    @TempDir
    Path directory;

    private Path main;
    private TeamNginx team;

    @BeforeEach
    void nameTheFile() {
        main = directory.resolve("nginx.conf");
        team = new TeamNginx(main, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http {\n\tinclude /srv/baton/nginx/sites/*.conf;\n}",
                "http { include '/srv/baton/nginx/sites/*.conf' ; }",
                "http {include \"/srv/baton/nginx/sites/*.conf\";}",
                "http {\r\n    include  /srv/baton/nginx/sites/*.conf;\r\n}\r\n"
            })
    void findsTheLineAsItMayBeWrittenAndHasItIncludeTheCopy(String text) throws IOException {
        Files.writeString(main, text);

        assertThat(team.missing(SITES)).isEmpty();
        assertThat(new String(team.withSites(SITES, COPY).orElseThrow(), ISO_8859_1))
                .contains("\"" + COPY + "/*.conf\"")
                .doesNotContain(SITES + "/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http { }",
                "http {\n  # include /srv/baton/nginx/sites/*.conf;\n}",
                "http { x; # include /srv/baton/nginx/sites/*.conf;\n}",
                "http { include /srv/baton/nginx/sites/*.conf.off; }",
                "http { include /etc/srv/baton/nginx/sites/*.conf; }",
                "http { includes /srv/baton/nginx/sites/*.conf; }"
            })
    void saysTheLineWhereItIsNotThere(String text) throws IOException {
        Files.writeString(main, text);

        assertThat(team.missing(SITES).orElseThrow())
                .contains(main.toString(), "include /srv/baton/nginx/sites/*.conf;");
    }

    @Test
    void leavesEverythingElseAsItIsWhateverItIsWrittenIn() throws IOException {
        Files.writeString(main, "# caf\u00e9\nhttp { include /srv/baton/nginx/sites/*.conf; }", ISO_8859_1);

        assertThat(team.withSites(SITES, SITES).orElseThrow())
                .isEqualTo("# caf\u00e9\nhttp { include \"/srv/baton/nginx/sites/*.conf\"; }".getBytes(ISO_8859_1));
    }

    @Test
    void findsThePidFileAndTheErrorLogWhereTheFileNamesThem() throws IOException {
        assertThat(team.pidFile()).isEqualTo(Path.of("/run/nginx.pid"));
        Files.writeString(main, "#pid /no;\npid /run/web.pid;\nerror_log \"/var/log/web/error.log\" warn;\n");
        assertThat(team.pidFile()).isEqualTo(Path.of("/run/web.pid"));
        assertThat(team.errorLog()).isEqualTo(Path.of("/var/log/web/error.log"));

        Files.writeString(main, "pid run/web.pid;\n");
        assertThat(team.pidFile()).isEqualTo(Path.of("/run/nginx.pid"));
        var prefixed = new TeamNginx(main, Optional.of(directory), Optional.empty(), Optional.empty());
        assertThat(prefixed.pidFile()).isEqualTo(directory.resolve("run/web.pid"));
        var told = new TeamNginx(main, Optional.empty(), Optional.of(Path.of("/run/told.pid")), Optional.empty());
        assertThat(told.pidFile()).isEqualTo(Path.of("/run/told.pid"));
    }
}
