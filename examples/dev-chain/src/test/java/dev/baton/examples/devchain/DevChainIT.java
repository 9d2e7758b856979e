package dev.baton.examples.devchain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar, as a process. */
class DevChainIT {

    private static final Pattern READY = Pattern.compile("dev-chain: (http://127\\.0\\.0\\.1:[0-9]+) .*");

    private final List<Process> processes = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @AfterEach
    void kill() throws InterruptedException {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.waitFor();
        }
        client.close();
    }

    @Test
    void goesOnAfterAKill() throws IOException, InterruptedException {
        String[] options = {"--blocks", "500", "--block-time", "50ms", "--dir", folder.toString()};
        URI first = start(options);
        String hash = blockHash(first, "0x1f0");
        long height = call(first, "dev_mine", "100");
        processes.getFirst().destroyForcibly().waitFor();
        URI second = start(options);
        assertThat(call(second, "eth_blockNumber", "")).isGreaterThanOrEqualTo(height);
        assertThat(blockHash(second, "0x1f0")).isEqualTo(hash);
    }

    @Test
    void refusesAFolderWithAnotherChain() throws IOException, InterruptedException {
        start("--dir", folder.toString(), "--seed", "1");
        Process other = launch("--port", "0", "--dir", folder.toString(), "--seed", "2");
        assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(other.exitValue()).isEqualTo(2);
        assertThat(other.inputReader().readLine()).contains("holds another chain");
    }

    @Test
    void saysThatItsPortIsInUse() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            Process chain = launch("--port", Integer.toString(taken.getLocalPort()));
            assertThat(chain.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(chain.exitValue()).isEqualTo(1);
            assertThat(chain.inputReader().readLine()).contains("is in use; choose another with --port");
        }
    }

    @Test
    void refusesOtherMethodsAndBodiesThatAreTooLarge() throws IOException, InterruptedException {
        URI chain = start();
        assertThat(send(HttpRequest.newBuilder(chain).GET()).statusCode()).isEqualTo(405);
        byte[] large = new byte[RpcServer.MOST_BYTES + 1];
        assertThat(send(HttpRequest.newBuilder(chain).POST(HttpRequest.BodyPublishers.ofByteArray(large)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(call(chain, "eth_blockNumber", "")).isGreaterThanOrEqualTo(20_000);
    }

    private URI start(String... options) throws IOException {
        Process process = launch(
                Stream.concat(Stream.of("--port", "0"), Stream.of(options)).toArray(String[]::new));
        String line = process.inputReader().readLine();
        Matcher matcher = READY.matcher(String.valueOf(line));
        assertThat(matcher.matches()).as(line).isTrue();
        return URI.create(matcher.group(1));
    }

    private Process launch(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-jar",
                Path.of(System.getProperty("basedir"), "target", "dev-chain.jar")
                        .toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        return process;
    }

    private String blockHash(URI chain, String number) throws IOException, InterruptedException {
        return result(chain, "eth_getBlockByNumber", "\"" + number + "\"")
                .path("hash")
                .asText();
    }

    private long call(URI chain, String method, String params) throws IOException, InterruptedException {
        return Long.decode(result(chain, method, params).asText());
    }

    private JsonNode result(URI chain, String method, String params) throws IOException, InterruptedException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[" + params + "]}";
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(chain).POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body()).path("result");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
