package dev.baton.deployer.adapter.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.baton.codec.BatonJson;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Docker engine that the standard environment (DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, DOCKER_CONFIG) or a
 * setting names. It is not contacted before the first question.
 */
public final class DockerEngine implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    /** A pull, the load of an archive or a stop answers when it is done. */
    private static final Duration WORK_LIMIT = Duration.ofMinutes(30);

    private static final int CONNECTIONS = 64;
    private static final ObjectMapper JSON = BatonJson.mapper();

    private final Optional<String> host;
    private final Outages outages;
    private final AtomicReference<@Nullable Clients> clients = new AtomicReference<>();

    /**
     * An engine.
     *
     * @param host its address, e.g. {@code unix:///var/run/docker.sock}; as the environment says where empty
     */
    public DockerEngine(Optional<String> host, Clock clock) {
        this.host = host;
        this.outages = new Outages(clock);
    }

    /** What was asked for was not done. */
    abstract static sealed class Failure extends RuntimeException {
        private final String message;

        private Failure(String message, Throwable cause) {
            super(message, cause);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    /** The engine cannot be asked now. The message says where it was looked for. */
    static final class Unreachable extends Failure {
        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The engine answered that it does not do what it was asked for. The message is the engine's own. */
    static final class Refused extends Failure {
        Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private record Clients(DockerClient quick, DockerClient patient, String address) {}

    /**
     * Asks something that is answered at once.
     *
     * @throws Unreachable where nobody answers within {@code ANSWER_LIMIT}
     * @throws Refused where the answer is no
     */
    <T> T ask(Function<DockerClient, T> question) {
        Clients ready = clients();
        return translated(ready, ready.quick(), question);
    }

    /** As {@link #ask}, for what is answered only when it is done. */
    <T> T askPatiently(Function<DockerClient, T> question) {
        Clients ready = clients();
        return translated(ready, ready.patient(), question);
    }

    /** As {@link #ask}; empty where what is asked for does not exist. */
    <T> Optional<T> find(Function<DockerClient, T> question) {
        return ask(client -> {
            try {
                return Optional.of(question.apply(client));
            } catch (NotFoundException _) {
                return Optional.empty();
            }
        });
    }

    /** Has something done that may be done, or gone, already. */
    void see(Consumer<DockerClient> order) {
        askPatiently(client -> {
            try {
                order.accept(client);
            } catch (NotFoundException | NotModifiedException _) {
                // As wished.
            }
            return true;
        });
    }

    /** When the engine was away the last time, as far as this process has noticed. */
    Outages outages() {
        return outages;
    }

    @Override
    public void close() throws IOException {
        Clients open = clients.getAndSet(null);
        if (open != null) {
            close(open);
        }
    }

    private static void close(Clients open) throws IOException {
        open.quick().close();
        open.patient().close();
    }

    /** Connections that were kept lead nowhere once the engine was restarted: the next question opens new ones. */
    private void forget(Clients broken, IOException failure) {
        // A slow answer says nothing about other connections, on which a pull may be going on.
        if (failure instanceof SocketTimeoutException || !clients.compareAndSet(broken, null)) {
            return;
        }
        try {
            close(broken);
        } catch (IOException _) {
            // They are broken already.
        }
    }

    private <T> T translated(Clients ready, DockerClient client, Function<DockerClient, T> question) {
        try {
            T answer = question.apply(client);
            outages.answered();
            return answer;
        } catch (DockerException e) {
            outages.answered();
            throw new Refused(message(e), e);
        } catch (RuntimeException e) {
            IOException failure = input(e).orElseThrow(() -> e);
            outages.silent();
            forget(ready, failure);
            throw new Unreachable(
                    "the Docker engine at " + ready.address() + " does not answer (" + failure.getMessage()
                            + "): start it, or correct DOCKER_HOST or baton.docker.host of the deployer",
                    e);
        }
    }

    /** The transport's own exceptions carry what went wrong with the connection as their cause. */
    private static Optional<IOException> input(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException failure) {
                return Optional.of(failure);
            }
        }
        return Optional.empty();
    }

    private static String message(DockerException e) {
        String text = Optional.ofNullable(e.getMessage()).orElse("");
        int brace = text.indexOf('{');
        if (brace >= 0) {
            try {
                JsonNode told = JSON.readTree(text.substring(brace)).path("message");
                if (told.isTextual()) {
                    return told.textValue().strip();
                }
            } catch (JsonProcessingException _) {
                // Then the whole text has to do.
            }
        }
        return text.strip();
    }

    private Clients clients() {
        Clients ready = clients.get();
        if (ready != null) {
            return ready;
        }
        synchronized (this) {
            Clients made = clients.get();
            if (made == null) {
                made = connect();
                clients.set(made);
            }
            return made;
        }
    }

    private Clients connect() {
        DefaultDockerClientConfig.Builder builder = DefaultDockerClientConfig.createDefaultConfigBuilder();
        host.ifPresent(builder::withDockerHost);
        DockerClientConfig config = builder.build();
        return new Clients(
                client(config, ANSWER_LIMIT),
                client(config, WORK_LIMIT),
                config.getDockerHost().toString());
    }

    private static DockerClient client(DockerClientConfig config, Duration limit) {
        return DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .sslConfig(config.getSSLConfig())
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(CONNECT_LIMIT)
                        .responseTimeout(limit)
                        .build());
    }
}
