package dev.baton.cli.up;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.CommandFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstallationTest {

    @Test
    void refusesToStartAnNginxBesideTheTeamsOwn() {
        assertThatThrownBy(() ->
                        Installation.checkNginxIsOurs(Map.of("BATON_NGINX_CONFIGURATION", "/etc/nginx/nginx.conf")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("docs/operations.md");
        assertThatCode(() -> Installation.checkNginxIsOurs(Map.of("BATON_NGINX_BINARY", "/usr/sbin/nginx")))
                .doesNotThrowAnyException();
    }
}
