package dev.baton.syncmonitor.adapter.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import dev.baton.descriptor.Source;
import dev.baton.model.SecretRef;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources over HTTPS, from a real server whose certificate is right, for another host, or from nobody known. */
class CertificatesIT {

    private static final String KEY = "f00dfeedf00dfeed";

    private static SelfSigned right;
    private static SelfSigned ofAnother;

    private final Web usual = web(Optional.empty());
    private TinyServer server;
    private TinyServer other;
    private Web trusting;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) {
        right = SelfSigned.make(directory, "right", "ip:127.0.0.1");
        ofAnother = SelfSigned.make(directory, "another", "dns:node.example");
    }

    @BeforeEach
    void start() {
        server = TinyServer.secure(right.server());
        other = TinyServer.secure(ofAnother.server());
        trusting = web(Optional.of(SelfSigned.trusting(right, ofAnother)));
    }

    @AfterEach
    void stop() {
        trusting.close();
        usual.close();
        server.close();
        other.close();
    }

    @Test
    void readsWhereTheCertificateIsTrustedAndForThatHost() {
        server.answering("/height", 200, "{\"height\": 42}").answering("/v3/", new EvmAnswers(7));

        assertThat(height(trusting, server.at("/height"))).isEqualTo(new Reading.Height(42));
        assertThat(evm(trusting, server.at("/v3/"))).isEqualTo(new Reading.Height(7));
        assertThat(new HttpHealthCheck(trusting, server.at("/height")).ailment())
                .isEmpty();
    }

    @Test
    void knowsNothingWhereTheCertificateIsForAnotherHost() {
        other.answering("/height", 200, "{\"height\": 42}").answering("/v3/", new EvmAnswers(7));

        var reason = "https://127.0.0.1:" + other.port() + ": its certificate is for another host (No subject "
                + "alternative names matching IP address 127.0.0.1 found); name a host that stands in it";
        assertThat(height(trusting, other.at("/height"))).isEqualTo(new Reading.Unknown(reason));
        assertThat(evm(trusting, other.at("/v3/"))).isEqualTo(new Reading.Unknown(reason));
        assertThat(new HttpHealthCheck(trusting, other.at("/height")).ailment()).contains(reason);
    }

    @Test
    void knowsNothingWhereNobodyIsKnownWhoHasIssuedTheCertificate() {
        server.answering("/height", 200, "{\"height\": 42}").answering("/v3/", new EvmAnswers(7));

        var reason = "https://127.0.0.1:" + server.port() + ": its certificate comes from nobody who is trusted here; "
                + "let the server send the whole chain, or add the issuer to the JVM's trust store";
        assertThat(height(usual, server.at("/height?password=" + KEY))).isEqualTo(new Reading.Unknown(reason));
        assertThat(evm(usual, server.at("/v3/"))).isEqualTo(new Reading.Unknown(reason));
        assertThat(new HttpHealthCheck(usual, server.at("/height")).ailment()).contains(reason);
    }

    @Test
    void saysThatAServerSpeaksTheOtherProtocol() throws IOException {
        try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> refuse(plain));

            assertUnknown(
                    height(usual, URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/height")),
                    "is it http:// instead of https://?");
        }
        assertUnknown(height(usual, URI.create("http://127.0.0.1:" + server.port() + "/height")), "");
    }

    @Test
    void saysThatNobodyAnswersToTheBeginningOfTls() {
        try (var silent = new TinyServer();
                var impatient = web(Optional.empty(), Duration.ofSeconds(1))) {
            assertUnknown(
                    height(impatient, URI.create("https://127.0.0.1:" + silent.port() + "/height")),
                    "are host, port and http:// or https:// right?");
        }
    }

    /** Says at once what NGINX says to TLS where it expects none. */
    private static void refuse(ServerSocket server) {
        try (var client = server.accept()) {
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
            client.getInputStream().readAllBytes();
        } catch (IOException _) {
            // The client has gone.
        }
    }

    private static void assertUnknown(Reading reading, String reason) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason())
                                .contains(reason)
                                .matches(text -> text.chars().noneMatch(Character::isISOControl), "in one line"));
    }

    private static Reading height(Web web, URI address) {
        return new JsonHeightProbe(web, address, JsonPointer.compile("/height"), Optional.empty(), Optional.empty())
                .read();
    }

    private static Reading evm(Web web, URI address) {
        var endpoints = new Endpoints(web, _ -> Optional.of(KEY), Clock.systemUTC());
        return new EvmNode(endpoints.forLooks(
                        new Source.Evm(address, List.of(new SecretRef("PROVIDER")), Optional.empty())))
                .read();
    }

    private static Web web(Optional<SSLContext> trust) {
        // The first use of TLS in a process takes its time.
        return web(trust, Duration.ofSeconds(20));
    }

    private static Web web(Optional<SSLContext> trust, Duration connecting) {
        return new Web(new Web.Limits(connecting, Duration.ofSeconds(30), 10_000), (_, _) -> {}, trust);
    }
}
