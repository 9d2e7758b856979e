package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.deployer.domain.InstanceEnvironment.Resolution;
import dev.baton.deployer.domain.SecretStore.Lookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceEnvironmentTest {
    private static final String PASSWORD = "p@ss/w:rd %";

    @Test
    void tellsTheInstanceWhereItIsAndWhatItIs() {
        Resolution.Ready ready = (Resolution.Ready) resolve(Map.of("SHOP_TOKEN", "t0ken", "PG_PASSWORD", PASSWORD));

        String database = ready.database().orElseThrow().location().name();
        assertThat(ready.launch().environment())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("RELEASE", "v1.0"),
                        Map.entry("TOKEN", "t0ken"),
                        Map.entry("PORT", "21000"),
                        Map.entry("BATON_APPLICATION", "shop"),
                        Map.entry("BATON_DEPLOYMENT", Scene.id(1).toString()),
                        Map.entry("BATON_VERSION", "1.0"),
                        Map.entry("PGHOST", "127.0.0.1"),
                        Map.entry("PGPORT", "5432"),
                        Map.entry("PGDATABASE", database),
                        Map.entry("PGUSER", "shop"),
                        Map.entry("PGPASSWORD", PASSWORD),
                        Map.entry(
                                "DATABASE_URL", "postgresql://shop:p%40ss%2Fw%3Ard%20%25@127.0.0.1:5432/" + database)));
        assertThat(ready.launch().program())
                .isEqualTo(new Program.Command(
                        List.of("serve", "--version=1.0", "--port=21000"), Optional.empty(), 21000));
        assertThat(ready.launch().run()).isEqualTo(1);
    }

    @Test
    void containersAreToldWhatTheyFindInside() {
        Scene scene = new Scene().accepted(1, "1.0", Scene.descriptor(InstanceEnvironmentTest::asContainers));

        Resolution.Ready ready = (Resolution.Ready)
                InstanceEnvironment.resolve(Scene.SHOP, scene.deployment(1), _ -> new Lookup.Found("s3cret"));

        assertThat(ready.launch().environment())
                .containsEntry("PORT", "8000")
                .containsEntry("PGHOST", "host.docker.internal")
                .containsEntry("RELEASE", "v1.0");
        Program.Containers program = (Program.Containers) ready.launch().program();
        assertThat(program.published()).isEqualTo(scene.deployment(1).address());
        ContainerLaunch web = program.containers().getFirst();
        assertThat(web.image().reference()).isEqualTo("shop:1.0");
        assertThat(web.command()).containsExactly("serve", "--port=8000");
        assertThat(web.secretFiles()).containsEntry("/run/secrets/token", "s3cret");
        assertThat(ready.toString()).doesNotContain("s3cret");
        assertThat(ImageRequest.of(scene.deployment(1)))
                .extracting(ImageRequest::reference)
                .containsExactly("shop:1.0");
    }

    private static void asContainers(ObjectNode descriptor) {
        ObjectNode run = (ObjectNode) descriptor.get("run");
        run.remove("process");
        run.put("runtime", "docker");
        ObjectNode web = run.putArray("containers")
                .addObject()
                .put("name", "web")
                .put("image", "shop:{version}")
                .put("port", 8000);
        web.putArray("command").add("serve").add("--port={port}");
        web.putObject("secretFiles").putObject("/run/secrets/token").put("secret", "SHOP_TOKEN");
    }

    @Test
    void everyMissingSecretIsNamed() {
        assertThat(resolve(Map.of()))
                .isInstanceOfSatisfying(
                        Resolution.Incomplete.class,
                        incomplete -> assertThat(incomplete.reasons())
                                .containsExactlyInAnyOrder("no SHOP_TOKEN", "no PG_PASSWORD"));
    }

    @Test
    void nothingThatIsPrintedShowsASecret() {
        Resolution.Ready ready = (Resolution.Ready) resolve(Map.of("SHOP_TOKEN", "t0ken", "PG_PASSWORD", PASSWORD));

        assertThat(ready.toString()).doesNotContain("t0ken", PASSWORD);
        assertThat(ready.launch()
                        .redaction()
                        .apply("t0ken " + ready.launch().environment().get("DATABASE_URL")))
                .doesNotContain("t0ken", PASSWORD, "p%40ss");
    }

    @Test
    void redactionTakesTheLongestSecretFirstAndEveryLineOfOne() {
        Redaction redaction = Redaction.of(List.of("abc", "abcdef", "line one\nline two\n"));

        assertThat(redaction.apply("abcdef abc")).isEqualTo("*** ***");
        assertThat(redaction.apply("says line two.")).isEqualTo("says ***.");
        assertThat(Redaction.of(List.of("", "\n")).apply("untouched")).isEqualTo("untouched");
    }

    private static Resolution resolve(Map<String, String> secrets) {
        Scene scene = new Scene().accepted(1, "1.0");
        return InstanceEnvironment.resolve(
                Scene.SHOP,
                scene.deployment(1),
                reference -> secrets.containsKey(reference.secret())
                        ? new Lookup.Found(secrets.get(reference.secret()))
                        : new Lookup.Missing("no " + reference.secret()));
    }
}
