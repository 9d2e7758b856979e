package dev.baton.support;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The Docker engine for tests: the one that {@code DOCKER_HOST} names, as {@code ./baton test} sets it. */
public final class DockerEngine {
    private static final URI DEFAULT_SOCKET = URI.create("unix:///var/run/docker.sock");

    private DockerEngine() {}

    /** Where the engine of the tests is. */
    public static URI host() {
        return Optional.ofNullable(System.getenv("DOCKER_HOST"))
                .filter(host -> !host.isBlank())
                .map(URI::create)
                .orElse(DEFAULT_SOCKET);
    }

    /**
     * A client of the engine of the tests, which has answered; the caller closes it.
     *
     * @throws IllegalStateException when none answers, saying what to do
     */
    public static DockerClient connect() {
        var client = connect(host());
        try {
            client.pingCmd().exec();
            return client;
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "No Docker engine answers at %s. Run the tests with ./baton test, which starts one, or set DOCKER_HOST"
                            .formatted(host()),
                    e);
        }
    }

    /** A client of the engine there, which may be away; the caller closes it. */
    public static DockerClient connect(URI host) {
        var configuration = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .withDockerTlsVerify(false)
                .build();
        var transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .connectionTimeout(Duration.ofSeconds(10))
                .build();
        return DockerClientImpl.getInstance(configuration, transport);
    }
}
