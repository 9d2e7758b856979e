package dev.baton.syncmonitor.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NginxTargetsTest {

    @Test
    void readsTheServerThatIsNotCommentedOut() {
        assertThat(NginxTargets.of("""
                upstream explorer {
                    server 127.0.0.1:8080;  # blue; the other one is green
                    # server 127.0.0.1:8081;
                }
                server {
                    listen 443 ssl;
                    server_name "example.org" 'a;b';
                    location / { proxy_pass http://explorer; proxy_set_header Upgrade $http_upgrade; }
                }
                """)).containsExactly("127.0.0.1:8080");
    }

    @Test
    void followsProxyPassToTheUpstreamThatItNames() {
        var upstreams = "upstream blue { server localhost:8080; } upstream green { server localhost:8081; }";

        assertThat(NginxTargets.of(upstreams + " server { location / { proxy_pass http://green/api/; } }"))
                .containsExactly("127.0.0.1:8081");
        assertThat(NginxTargets.of(upstreams + " server { location / { proxy_pass http://$colour; } }"))
                .containsExactlyInAnyOrder("127.0.0.1:8080", "127.0.0.1:8081");
        assertThat(NginxTargets.of(upstreams)).hasSize(2);
    }

    @Test
    void readsAddressesThatProxyPassNamesItself() {
        assertThat(NginxTargets.of(
                        "location / { proxy_pass http://10.0.0.7; } location /s { proxy_pass https://green:8443/x; }"))
                .containsExactlyInAnyOrder("10.0.0.7:80", "green:8443");
        assertThat(NginxTargets.of("location / { proxy_pass https://green; }")).containsExactly("green:443");
    }

    @Test
    void leavesOutServersThatGetNoRequests() {
        assertThat(NginxTargets.of(
                        "upstream a { zone a 64k; server x:1 weight=5; server y:2 down; server z:3 backup; }"))
                .isEqualTo(Set.of("x:1"));
    }

    @Test
    void readsSocketsOfTheFileSystem() {
        assertThat(NginxTargets.of("upstream a { server unix:/run/green.sock max_fails=0; }"))
                .containsExactly("unix:/run/green.sock");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# upstream a { server x:1; }",
                "upstream a { }",
                "server { listen 80; return 204; }",
                "}}}}{;;;",
                "upstream a { server x:1",
                "\"",
                "upstream"
            })
    void findsNothingInWhatIsHalfWrittenOrSomethingElse(String text) {
        assertThat(NginxTargets.of(text)).isEmpty();
    }
}
