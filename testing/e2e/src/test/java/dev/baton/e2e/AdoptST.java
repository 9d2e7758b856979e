package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.codec.BatonJson;
import dev.baton.e2e.stage.IndexerDescriptor;
import dev.baton.e2e.stage.Puppet;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.ScriptedServer;
import dev.baton.e2e.stage.SharedBaton;
import dev.baton.e2e.stage.Users;
import dev.baton.events.Adopted;
import dev.baton.events.InstanceExited;
import dev.baton.events.RolledBack;
import dev.baton.events.RouteChanged;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.Switched;
import dev.baton.load.LoadRun;
import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application that a team has started by hand, behind an NGINX of its own and in use, comes into Baton's care. */
@ExtendWith(SharedBaton.class)
class AdoptST {

    private static final String APPLICATION = "adopted";
    private static final int REFUSED = 4;

    @Test
    void whatRunsIsAdoptedReplacedAndTakenBackWithoutOneLostRequest(RunningBaton baton, ScriptedServer server)
            throws IOException, InterruptedException {
        var puppet = new Puppet(APPLICATION, server, baton.mark());
        puppet.version("1", 100);
        puppet.version("2", 100);
        var folder = Files.createDirectories(baton.folder().resolve("adopt"));
        var port = puppet.slotPorts().getFirst();
        var blue = puppet.startByHand("1", port, Files.createDirectories(folder.resolve("blue")));
        var file = IndexerDescriptor.write(puppet.descriptor(), folder.resolve("descriptor.yaml"));
        try (var nginx = new TeamsNginx(folder.resolve("nginx"), FreePorts.next())) {
            nginx.leadTo(port);
            try (var users = Users.ofAnything(nginx.port())) {
                answersBy(baton, nginx, users, "1");

                var id = adopt(baton, puppet, file, blue);
                answersBy(baton, nginx, users, "1");
                assertThat(users.report().losses()).isEmpty();
                nginx.leadTo(puppet.listen());
                await("Baton's site behind the team's NGINX")
                        .untilAsserted(() -> assertThat(
                                        baton.get(nginx.address()).headers().firstValue("Baton-Route"))
                                .contains("a.1." + id));
                answersBy(baton, nginx, users, "1");

                var green = baton.deploy(puppet.descriptor(), "2");
                baton.events().await(green, SwitchConfirmed.class);
                assertThat(baton.events()
                                .of(green, Switched.class)
                                .getFirst()
                                .event()
                                .from())
                        .contains(id);
                answersBy(baton, nginx, users, "2");

                assertThat(baton.cli("rollback", APPLICATION, "--reason", "wrong balances")
                                .exitCode())
                        .isZero();
                assertThat(baton.events().await(green, RolledBack.class).event().restored())
                        .isEqualTo(id);
                answersBy(baton, nginx, users, "1");

                assertThat(users.stop().losses()).isEmpty();
                assertThat(blue.isAlive()).isTrue();
                assertThat(baton.events().of(id, InstanceExited.class)).isEmpty();
            }
        } finally {
            ChildProcesses.stop(blue, Duration.ofSeconds(5));
        }
    }

    /** Refused where that process does not listen, then adopted, then adopted already. */
    private static DeploymentId adopt(RunningBaton baton, Puppet puppet, Path file, Process blue) throws IOException {
        var pid = Long.toString(blue.pid());
        var wrong = baton.cli(
                "adopt", file.toString(), "--version", "1", "--pid", pid, "--address", "127.0.0.1:" + puppet.listen());
        assertThat(wrong.exitCode()).as(wrong.errors()).isEqualTo(REFUSED);
        assertThat(wrong.errors()).contains("does not listen at", "not healthy");

        var result = baton.cli("adopt", file.toString(), "--version", "1", "--pid", pid, "--json");
        assertThat(result.exitCode()).as(result.errors()).isZero();
        assertThat(result.errors()).contains("proxy_pass http://127.0.0.1:" + puppet.listen() + ";");
        var told = BatonJson.mapper().readTree(result.output());
        assertThat(told.path("proven").asBoolean()).as(result.errors()).isTrue();
        var id = DeploymentId.of(told.path("deployment").asText());
        var address = Address.loopback(puppet.slotPorts().getFirst());
        var adopted = baton.events().await(id, Adopted.class);
        assertThat(adopted.event().address()).isEqualTo(address);
        assertThat(baton.events().await(id, RouteChanged.class).event().address())
                .isEqualTo(address);
        assertThat(baton.get(puppet.address("/")).headers().firstValue("Baton-Route"))
                .contains("a.1." + id);

        var again = baton.cli("adopt", file.toString(), "--version", "1", "--pid", pid);
        assertThat(again.exitCode()).as(again.errors()).isZero();
        assertThat(again.output()).contains(id.toString());
        assertThat(baton.cli("status", APPLICATION).output()).contains("Live");
        return id;
    }

    /** From now on, and they are being asked. */
    private static void answersBy(RunningBaton baton, TeamsNginx nginx, LoadRun users, String version) {
        var before = users.report().requests();
        await("version " + version + " behind the team's NGINX").untilAsserted(() -> {
            assertThat(baton.get(nginx.address()).body()).contains("\"version\":\"" + version + "\"");
            assertThat(users.report().requests()).isGreaterThan(before + 20);
        });
    }

    /** An NGINX of the team's own. Its clients connect anew each time, so that its reload costs them nothing. */
    private record TeamsNginx(NginxServer server, int port) implements AutoCloseable {

        TeamsNginx(Path prefix, int port) {
            this(NginxServer.start(prefix), port);
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + port + "/");
        }

        /** Edits its site and has it reload, as teams do. */
        void leadTo(int target) {
            try {
                Files.writeString(server.prefix().resolve("sites/app.conf"), """
                        server {
                            listen 127.0.0.1:%d;
                            keepalive_timeout 0;
                            location / {
                                proxy_pass http://127.0.0.1:%d;
                                proxy_set_header Host $host;
                            }
                        }
                        """.formatted(port, target));
                var reload = ChildProcesses.start(new ProcessBuilder("kill", "-HUP", Long.toString(server.pid())));
                await().until(() -> !reload.isAlive());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
