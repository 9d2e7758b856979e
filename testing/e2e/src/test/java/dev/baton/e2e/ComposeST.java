package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.e2e.stage.ComposeStack;
import dev.baton.e2e.stage.Users;
import dev.baton.load.AnswerLog;
import dev.baton.load.LoadReport;
import dev.baton.load.RouteTag;
import dev.baton.support.Checkout;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole of Baton in containers, as {@code docker compose up} brings it up. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeST {

    /**
     * Also from images present to all healthy, on a machine that is busy with other things. How long it takes where nothing
     * else runs is in docs/measurements.md.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final long LARGEST_IMAGE = 200_000_000;
    private static final long LARGEST_MEMORY_KIB = 200 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ComposeStack stack;
    private static Duration untilHealthy = Duration.ZERO;

    @BeforeAll
    static void up() {
        stack = new ComposeStack();
        var begun = System.nanoTime();
        var loadBefore = load();
        try {
            stack.up();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> everything()
                            .forEach(service -> assertThat(stack.health(service))
                                    .as(service)
                                    .isEqualTo("healthy")));
        } catch (RuntimeException | AssertionError e) {
            stack.close();
            throw e;
        }
        untilHealthy = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf(
                "The stack is healthy after %.1f s, load average %.1f before and %.1f after%n",
                untilHealthy.toMillis() / 1000.0, loadBefore, load());
    }

    @AfterAll
    static void downLeavesNothing() {
        stack.close();
        assertThat(stack.remains()).isEmpty();
    }

    static Stream<String> everything() {
        return Stream.concat(ComposeStack.SERVICES.stream(), ComposeStack.AROUND.stream());
    }

    @Test
    void isHealthyWithinMinutes() {
        assertThat(untilHealthy).isPositive().isLessThan(PATIENCE);
    }

    @Test
    void deploysTwoVersionsOneAfterTheOtherAndUsersNoticeNothing() throws InterruptedException {
        assertThat(stack.deployExample("1")).contains("switch-confirmed", "deploy-completed");

        LoadReport report;
        AnswerLog answers;
        try (var users = Users.ofIndexer(stack.routePort())) {
            assertThat(stack.deployExample("2")).contains("data-verified", "switch-confirmed", "deploy-completed");
            report = users.stop();
            answers = users.answers();
        }

        System.out.printf(
                "%d requests, %d lost, %d WebSockets, %d broken%n",
                report.requests(), report.lostRequests(), report.webSocketsOpened(), report.webSocketsBroken());
        assertThat(report.flawless()).as(report.losses().toString()).isTrue();
        assertThat(report.requests()).isGreaterThan(100);
        assertThat(answers.perRoute().keySet().stream().map(RouteTag::slot)).containsOnly("a", "b");
        // Each with a database of its own, and the version before is the way back.
        assertThat(stack.instances()).hasSize(4).allMatch(name -> name.startsWith("baton-evm-indexer-"));
        assertThat(stack.commandLine("status")).contains("2 in b", "1 in a").doesNotContain("supervisor");
        assertThat(stack.commandLine("audit", "verify")).contains("evm-indexer", "whole");
    }

    @Test
    void answersOnTheHost() throws IOException {
        assertThat(JSON.readTree(answer(stack.audit("/applications"))).isContainerNode())
                .isTrue();
        answer(stack.audit("/audit/verify"));
        assertThat(stack.get(stack.deployer("/q/health/ready"))).contains("UP");
        assertThat(stack.commandLine("audit", "verify")).contains("whole");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployer", "sync-monitor", "router-switcher", "audit"})
    void aServiceIsSmall(String service) {
        var bytes = Long.parseLong(stack.docker("image", "inspect", "-f", "{{.Size}}", stack.image(service))
                .strip());
        var kibibytes = stack.docker("top", stack.container(service), "-o", "pid,rss,comm")
                .lines()
                .filter(line -> line.endsWith(" java"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[1]))
                .sum();
        System.out.printf("%s: image %d MB, RSS %d MiB%n", service, bytes / 1_000_000, kibibytes / 1024);
        assertThat(bytes).isPositive().isLessThanOrEqualTo(LARGEST_IMAGE);
        assertThat(kibibytes).isPositive().isLessThanOrEqualTo(LARGEST_MEMORY_KIB);
    }

    @ParameterizedTest
    @MethodSource("everything")
    void isLockedDown(String service) throws IOException {
        var container =
                JSON.readTree(stack.docker("inspect", stack.container(service))).get(0);
        // The engine's socket is root's. That root has one capability.
        var user = container.at("/Config/User").asText();
        assertThat(user.equals("0:0")).as("%s runs as %s", service, user).isEqualTo(service.equals("docker-proxy"));
        assertThat(user).isNotEmpty();
        assertThat(container.at("/HostConfig/ReadonlyRootfs").asBoolean()).isTrue();
        assertThat(container.at("/HostConfig/Privileged").asBoolean()).isFalse();
        assertThat(container.at("/HostConfig/CapDrop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(container.at("/HostConfig/SecurityOpt").toString()).contains("no-new-privileges");
        assertThat(container.at("/HostConfig/Memory").asLong()).isPositive();
        assertThat(container.at("/HostConfig/LogConfig/Config/max-size").asText())
                .isNotEmpty();
        assertThatThrownBy(() -> stack.inside(service, "touch", "/written")).hasMessageContaining("Read-only");
    }

    @Test
    void nothingOfTheCheckoutIsInAnImage() {
        var files = stack.inside("deployer", "find", "/opt/baton", "-type", "f");
        assertThat(files.lines())
                .isNotEmpty()
                .allMatch(file -> file.endsWith(".jar")
                        || file.endsWith(".dat")
                        || file.endsWith("/health")
                        || file.endsWith("quarkus-app-dependencies.txt")
                        || file.contains("/quarkus/"));
    }

    @Test
    void theRouterSwitcherSeesItsNginx() {
        assertThat(stack.inside("router-switcher", "cat", "/var/lib/baton/nginx/run/nginx.pid")
                        .strip())
                .isEqualTo("1");
        // What reading the program of another process needs, a reload needs too.
        assertThat(stack.inside("router-switcher", "readlink", "/proc/1/exe")).contains("nginx");
        var check = stack.inside(
                "router-switcher",
                "nginx",
                "-p",
                "/var/lib/baton/nginx/",
                "-c",
                "/var/lib/baton/nginx/nginx.conf",
                "-t");
        assertThat(check).contains("test is successful").doesNotContain("emerg");
    }

    @Test
    void nginxComesBackAndItsRouterSwitcherWithIt() {
        stack.docker("restart", stack.container("nginx"));
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(stack.inside("router-switcher", "readlink", "/proc/1/exe")
                                + stack.health("nginx")
                                + stack.health("router-switcher"))
                        .contains("nginx")
                        .endsWith("healthyhealthy"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /_ping, 200",
        "GET, /v1.41/version, 200",
        "GET, /containers/json?all=1, 200",
        "GET, /v1.41/networks, 200",
        "GET, /volumes/baton-no-such-volume, 404",
        "POST, /v1.41/containers/baton-no-such-container/start, 404",
        "POST, /containers/baton-no-such-container/exec, 403",
        "POST, /build, 403",
        "POST, /swarm/init, 403",
        "POST, /containers/prune, 403",
        "GET, /containers/baton-no-such-container/archive?path=%2Fetc%2Fpasswd, 404",
        "GET, /containers/baton-no-such-container/archive?path=%2Frun%2Fsecrets, 403",
        "GET, /containers/../swarm, 403",
        "GET, /containers/%2e%2e/swarm, 403",
        "DELETE, /images/baton, 403"
    })
    void theSocketProxyAllowsWhatTheDeployerNeeds(String method, String path, int status) {
        var answer = stack.inside("deployer", "bash", "-c", """
                exec 3<>/dev/tcp/docker-proxy/2375
                printf '%s %s HTTP/1.1\\r\\nHost: docker\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' "$0" "$1" >&3
                read -r line <&3
                printf '%s\\n' "$line"
                """, method, path);
        assertThat(answer).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void prometheusSeesEveryServiceAndTakesTheRules() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(query("up{job=\"baton\"}").at("/result"))
                        .hasSize(ComposeStack.SERVICES.size())
                        .allMatch(sample -> sample.at("/value/1").asText().equals("1")));
        await().atMost(PATIENCE).untilAsserted(() -> {
            var rules =
                    JSON.readTree(stack.get(stack.prometheus("/api/v1/rules"))).at("/data/groups/0/rules");
            assertThat(rules)
                    .isNotEmpty()
                    .allMatch(rule -> rule.at("/health").asText().equals("ok"));
        });
    }

    static List<String> expressionsOfTheDashboard() throws IOException {
        var dashboard = JSON.readTree(
                Checkout.root().resolve("compose/grafana/dashboards/baton.json").toFile());
        return dashboard.findValues("expr").stream().map(JsonNode::asText).toList();
    }

    @ParameterizedTest
    @MethodSource("expressionsOfTheDashboard")
    void prometheusUnderstandsTheDashboard(String expression) throws IOException {
        // As Grafana replaces them.
        var answer = query(expression.replace("$__rate_interval", "1m").replace("$__range", "5m"));
        assertThat(answer.at("/resultType").asText()).isEqualTo("vector");
    }

    /** The last one: Micrometer looks for what Kafka's clients measure a minute after their start, and that passes anyway. */
    @Test
    @Order(Integer.MAX_VALUE)
    void theDashboardAsksForWhatTheServicesTell() {
        answer(stack.audit("/audit/verify"));
        // The others appear with the first event of their kind.
        for (var name : List.of(
                "baton_deployments_sampled",
                "baton_router_sites_faulty",
                "baton_audit_chain_broken",
                "baton_router_switch_seconds_count",
                "baton_records_unreadable_total",
                "kafka_consumer_fetch_manager_records_lag",
                "jvm_memory_used_bytes",
                "process_cpu_time_ns_total")) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(query(name).at("/result")).as(name).isNotEmpty());
        }
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** Audit is ready before it has read its state back; until then it answers 503. */
    private static String answer(URI address) {
        return await().atMost(PATIENCE).ignoreExceptions().until(() -> stack.get(address), _ -> true);
    }

    private static JsonNode query(String expression) throws IOException {
        var answer = JSON.readTree(stack.get(
                stack.prometheus("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))));
        assertThat(answer.at("/status").asText()).isEqualTo("success");
        return answer.at("/data");
    }
}
