package dev.baton.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.EnvironmentValue;
import dev.baton.descriptor.Gates;
import dev.baton.descriptor.Promotion;
import dev.baton.descriptor.StandbyPolicy;
import dev.baton.descriptor.Weekday;
import dev.baton.descriptor.WhileBusy;
import dev.baton.descriptor.Window;
import dev.baton.events.EventSamples;
import dev.baton.model.SecretRef;
import dev.baton.validation.Reading.Invalid;
import dev.baton.validation.Reading.Valid;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorReaderTest {

    /** The smallest useful descriptor. */
    static final String SMALLEST = """
            name: evm-indexer
            run:
              process:
                command: [java, -jar, "indexer-{version}.jar"]
              environment: {CHAIN_URL: "http://127.0.0.1:8545"}
            database:
              postgres: {server: "postgresql://baton@127.0.0.1:5432/postgres"}
            sync:
              height: {sql: "SELECT max(height) FROM blocks"}
              tip: [{evm: {url: "http://127.0.0.1:8545"}}]
            verify:
              blocks: SELECT height, hash FROM blocks
            route:
              listen: 8080
            """;

    private final DescriptorReader reader = new DescriptorReader();

    @Test
    void theSmallestDescriptorHasSensibleDefaults() {
        var descriptor = valid(SMALLEST);
        assertThat(SMALLEST.lines()).hasSizeLessThanOrEqualTo(15);
        assertThat(descriptor.promotion()).isEqualTo(Promotion.AUTOMATIC);
        assertThat(descriptor.probation()).isEqualTo(Duration.ofMinutes(5));
        assertThat(descriptor.standby()).isEqualTo(new StandbyPolicy(Duration.ofHours(24), false));
        assertThat(descriptor.run().health()).isEqualTo("/health");
        assertThat(descriptor.sync().tolerance()).isEqualTo(2);
        assertThat(descriptor.verify().orElseThrow().samples()).isEqualTo(64);
    }

    @Test
    void aDescriptorIsTheSameAfterItsWayThroughJson() throws JsonProcessingException {
        var source = SMALLEST.replace(
                "  blocks: SELECT height, hash FROM blocks",
                "  blocks: SELECT height, hash FROM blocks\n  source: {evm: {url: \"http://127.0.0.1:1\"}}");
        for (var descriptor : List.of(valid(source), EventSamples.descriptor())) {
            var json = BatonJson.mapper().writeValueAsString(descriptor);
            assertThat(BatonJson.mapper().readValue(json, Descriptor.class)).isEqualTo(descriptor);
            assertThat(reader.read(json))
                    .isInstanceOfSatisfying(
                            Valid.class, again -> assertThat(again.descriptor()).isEqualTo(descriptor));
        }
    }

    private static final String CONTAINERS = """
            name: explorer
            run:
              runtime: docker
              containers:
                - {name: migrate, image: "explorer:{version}", command: [migrate], once: true, startTimeout: 10m}
                - name: api
                  image: registry.example.org:5000/explorer@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                  port: 8080
                  memory: 1GiB
                  cpus: 1.5
                  secretFiles: {/run/secrets/key: {secret: API_KEY}}
                  volumes: [{name: data, path: /data}, {host: /srv/static, path: /static, readOnly: true}]
                  healthcheck: {command: [wget, -q, "http://127.0.0.1:8080/health"]}
              networks: [penumbra]
            database:
              dataVersion: "3"
              postgres: {container: {image: "postgres:17", memory: 2GiB}, password: {secret: PG_PASSWORD}}
            sync:
              height: {sql: "SELECT max(height) FROM explorer_block_details"}
              tip:
                - {cometbft: {url: "http://node:26657"}}
                - {postgres: {server: "postgresql://reader@source/raw", query: "SELECT max(height) FROM blocks"}}
            verify: {blocks: "SELECT height, block_hash AS hash FROM explorer_block_details", chainId: penumbra-1}
            route: {listen: 8080, include: {server: [/etc/nginx/tls.conf]}}
            """;

    @Test
    void anInstanceCanBeSeveralContainers() throws JsonProcessingException {
        var descriptor = valid(CONTAINERS);

        assertThat(descriptor.run().serving().orElseThrow().name()).isEqualTo("api");
        assertThat(descriptor
                        .run()
                        .serving()
                        .orElseThrow()
                        .memory()
                        .orElseThrow()
                        .bytes())
                .isEqualTo(1L << 30);
        assertThat(descriptor.verify().orElseThrow().chainId()).contains("penumbra-1");
        var json = BatonJson.mapper().writeValueAsString(descriptor);
        assertThat(valid(json)).isEqualTo(descriptor);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            runtime: docker            | runtime: process         | /run/containers         | add `runtime: docker`
            port: 8080                 | user: app                | /run/containers         | serves users
            name: migrate,             | name: api,               | /run/containers/1/name  | choose another name
            name: migrate,             | name: database,          | /run/containers/0/name  | choose another name
            "explorer:{version}"       | explorer                 | /run/containers/0/image | explorer:{version}
            once: true,                | once: true, port: 81,    | /run/containers         | one container
            {name: data, path: /data}  | {path: /data}            | /run/containers/1/volumes/0 | write name
            memory: 1GiB               | memory: 1G               | /run/containers/1/memory | 512MiB
            , password: {secret: PG_PASSWORD} | ''                | /database/postgres/password | {secret: NAME}
            container: {image: "postgres:17", memory: 2GiB}, | '' | /database/postgres      | a container to start
            """)
    void refusesContainersThatDoNotFitEachOther(String part, String replacement, String path, String remedy) {
        assertThat(faults(CONTAINERS.replace(part, replacement))).anySatisfy(fault -> {
            assertThat(fault.path()).isEqualTo(path);
            assertThat(fault.remedy()).contains(remedy);
        });
    }

    @Test
    void namesEveryFaultWithItsLineAndRemedy() {
        var faults = faults("""
                name: ../etc
                run:
                  process:
                    comand: [java]
                  restarts: -1
                sync:
                  height: {sql: "SELECT 1", evm: {url: "http://a"}}
                  tip: []
                  stableFor: soon
                route:
                  listen: 80
                colour: blue
                """);
        assertThat(faults)
                .extracting(Fault::line, Fault::path)
                .contains(
                        tuple(1, "/name"),
                        tuple(3, "/run/process/command"),
                        tuple(4, "/run/process/comand"),
                        tuple(5, "/run/restarts"),
                        tuple(7, "/sync/height"),
                        tuple(8, "/sync/tip"),
                        tuple(9, "/sync/stableFor"),
                        tuple(11, "/route/listen"),
                        tuple(12, "/colour"));
        assertThat(faults).allSatisfy(fault -> {
            assertThat(fault.problem()).isNotBlank();
            assertThat(fault.remedy()).isNotBlank();
        });
        assertThat(faults.getFirst())
                .hasToString("line 1: /name is not right: \"../etc\"; write the application's name: "
                        + "a lower-case letter, then up to 39 lower-case letters, digits or hyphens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a;b", "a}b", "\"a\\nb\"", "Upper", "-a", "\"\"", "a b", "ü", "null", "[a]"})
    void refusesANameThatWouldReachConfigurationOrShell(String name) {
        assertThat(faults(SMALLEST.replace("evm-indexer", name)))
                .extracting(Fault::path)
                .containsOnly("/name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                      | is empty",
                "'   '                   | is empty",
                "'# only a comment'      | is not a list of keys",
                "'- a'                   | is not a list of keys",
                "'just text'             | is not a list of keys",
                "'a: [1'                 | is not YAML",
                "'a: b: c'               | is not YAML",
                "'\ta: 1'                | is not YAML",
                "'<html><body>404</body></html>' | is not a list of keys"
            })
    void answersWhatIsNoDescriptor(String text, String problem) {
        assertThat(faults(text))
                .singleElement()
                .satisfies(fault -> assertThat(fault.problem()).contains(problem));
    }

    @Test
    void refusesAKeyThatIsWrittenTwice() {
        assertThat(faults(SMALLEST + "name: other\n")).singleElement().satisfies(fault -> {
            assertThat(fault.problem()).isEqualTo("is written twice; the first time is in line 1");
            assertThat(fault.line()).isEqualTo(15);
        });
    }

    @Test
    void refusesWhatIsHuge() {
        assertThat(faults("name: " + "a".repeat(DescriptorReader.LONGEST)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.problem()).contains("characters long"));
        assertThat(faults("a: " + "[".repeat(20_000) + "]".repeat(20_000))).isNotEmpty();
    }

    @Test
    void refusesAliasesThatWouldGrowWithoutBound() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
        }
        assertThat(faults(bomb.toString())).isNotEmpty();
        assertThat(faults("a: &a [*a]")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "a-.b", "-a", "a;b", "a b", "\"\"", "a.b."})
    void refusesAHostThatIsNoName(String host) {
        assertThat(faults(SMALLEST + "  host: " + host + "\n"))
                .extracting(Fault::path)
                .containsOnly("/route/host");
    }

    @Test
    void refusesPartsThatDoNotAgree() {
        assertThat(faults(SMALLEST.replaceAll("(?m)^database:\\R.*\\R", "")))
                .extracting(Fault::path)
                .containsExactly("/sync/height/sql", "/verify");
        assertThat(faults(SMALLEST.replace("{sql: \"SELECT max(height) FROM blocks\"}", "{http: {pointer: /h}}")))
                .extracting(Fault::path)
                .containsExactly("/sync/height/http");
        assertThat(faults(SMALLEST.replace("[{evm: {url: \"http://127.0.0.1:8545\"}}]", "[{sql: SELECT 1}]")))
                .extracting(Fault::path)
                .containsExactly("/sync/tip/0");
        assertThat(faults(SMALLEST + "  slots: [9001, 8080, 9003]\n"))
                .extracting(Fault::path)
                .containsExactly("/route/slots/1");
    }

    @Test
    void readsGates() {
        var descriptor = valid(SMALLEST + """
                whileBusy: queue
                gates:
                  soak: 30m
                  zone: Europe/Berlin
                  windows: [{days: [mon, thu], from: "09:00", to: "16:30"}, {from: "22:00", to: "02:00"}]
                  freezes: [{from: "2026-12-23T18:00", until: "2027-01-02T08:00", reason: holidays}]
                  timeToLive: 3d
                """);
        assertThat(descriptor.whileBusy()).isEqualTo(WhileBusy.QUEUE);
        assertThat(descriptor.gates().zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(descriptor.gates().windows())
                .containsExactly(
                        new Window(List.of(Weekday.MONDAY, Weekday.THURSDAY), LocalTime.of(9, 0), LocalTime.of(16, 30)),
                        new Window(List.of(), LocalTime.of(22, 0), LocalTime.of(2, 0)));
        assertThat(descriptor.gates().freezes())
                .singleElement()
                .satisfies(freeze -> assertThat(freeze.reason()).isEqualTo("holidays"));
        assertThat(descriptor.gates().soak()).isEqualTo(Duration.ofMinutes(30));
        assertThat(descriptor.gates().timeToLive()).isEqualTo(Duration.ofDays(3));
        assertThat(valid(SMALLEST).gates()).isEqualTo(Gates.DEFAULT);
        assertThat(valid(SMALLEST).whileBusy()).isEqualTo(WhileBusy.REFUSE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            zone: Europe/Atlantis                                           | /gates/zone            | Europe/Berlin
            zone: Europe/Berlin; x                                          | /gates/zone            | write
            soak: 8d                                                        | /gates/soak            | timeToLive
            '{soak: 2h, timeToLive: 1h}'                                    | /gates/timeToLive      | longer
            'timeToLive: 0s'                                                | /gates/timeToLive      | longer
            'windows: [{from: "9:00", to: "10:00"}]'                        | /gates/windows/0/from  | HH:MM
            'windows: [{from: "09:00"}]'                                    | /gates/windows/0/to    | add it
            'windows: [{days: [monday], from: "09:00", to: "10:00"}]'       | /gates/windows/0/days/0 | mon
            'freezes: [{from: "2026-02-30T00:00", until: "2026-03-01T00:00", reason: r}]' | /gates/freezes/0/from | calendar
            'freezes: [{from: "2026-03-02T00:00", until: "2026-03-01T00:00", reason: r}]' | /gates/freezes/0/until | ends
            'freezes: [{from: "2026-03-01T00:00", until: "2026-03-02T00:00"}]' | /gates/freezes/0/reason | add it
            """)
    void refusesGatesThatCannotBe(String gates, String path, String remedy) {
        var written = gates.startsWith("{") ? gates : "\n  " + gates;
        assertThat(faults(SMALLEST + "gates: " + written + "\n"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.path()).isEqualTo(path);
                    assertThat(fault.remedy()).contains(remedy);
                });
    }

    @Test
    void refusesAPasswordInTheServersAddress() {
        assertThat(faults(SMALLEST.replace("baton@", "baton:secret@")))
                .extracting(Fault::path)
                .containsExactly("/database/postgres/server");
    }

    @Test
    void readsSecretsOnlyByName() {
        assertThat(valid(SMALLEST.replace("\"http://127.0.0.1:8545\"}\n", "{secret: CHAIN_KEY}}\n"))
                        .run()
                        .environment())
                .containsValue(new EnvironmentValue.Secret(new SecretRef("CHAIN_KEY")));
        assertThat(faults(SMALLEST.replace("\"http://127.0.0.1:8545\"}\n", "{secret: \"x y\"}}\n")))
                .extracting(Fault::path)
                .containsExactly("/run/environment/CHAIN_URL/secret");
    }

    @Test
    void judgesARequestsJsonWithoutLines() {
        assertThat(reader.read(BatonJson.mapper().createObjectNode()))
                .isInstanceOfSatisfying(Invalid.class, invalid -> {
                    assertThat(invalid.faults()).extracting(Fault::line).containsOnly(0);
                    assertThat(invalid.faults()).extracting(Fault::path).contains("/name", "/run", "/sync", "/route");
                });
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "10s,PT10S", "5m,PT5M", "24h,PT24H", "7d,PT168H", "PT10S,PT10S"})
    void readsDurationsAsPeopleWriteThem(String text, Duration expected) {
        assertThat(valid(SMALLEST + "probation: " + text + "\n").probation()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "10", "-5s", "1 s", "\"\"", "P", "PT", "99999999999s", "1.5h", "10S"})
    void refusesOtherDurations(String text) {
        assertThat(faults(SMALLEST + "probation: " + text + "\n"))
                .extracting(Fault::path)
                .containsExactly("/probation");
    }

    private Descriptor valid(String text) {
        return switch (reader.read(text)) {
            case Valid(var descriptor, var json) -> descriptor;
            case Invalid(var faults) -> throw new AssertionError(faults.toString());
        };
    }

    private List<Fault> faults(String text) {
        return switch (reader.read(text)) {
            case Valid valid -> throw new AssertionError("no fault was found: " + valid);
            case Invalid(var faults) -> faults;
        };
    }
}
