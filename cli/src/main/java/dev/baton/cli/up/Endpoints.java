package dev.baton.cli.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.cli.CommandFailure;
import dev.baton.codec.BatonJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a running Baton is reached, as {@code run/endpoints.json} says.
 *
 * @param bootstrapServers of Kafka
 * @param topicPrefix what its topics' names begin with
 * @param services base address of each service by its name
 * @param nginx the address that tells NGINX's health
 */
public record Endpoints(String bootstrapServers, String topicPrefix, Map<String, URI> services, URI nginx) {
    public Endpoints {
        services = Map.copyOf(services);
    }

    static Endpoints of(Map<Component, Integer> ports, String topicPrefix) {
        var services = new TreeMap<String, URI>();
        for (Component service : Component.services()) {
            services.put(service.label(), URI.create("http://127.0.0.1:" + ports.get(service)));
        }
        return new Endpoints(
                "127.0.0.1:" + ports.get(Component.KAFKA),
                topicPrefix,
                services,
                URI.create("http://127.0.0.1:" + ports.get(Component.NGINX) + "/health"));
    }

    /** The endpoints of a Baton that was started in this directory; empty when none was or it was taken down. */
    public static Optional<Endpoints> read(Layout layout) {
        try {
            return Optional.of(BatonJson.mapper().readValue(Files.readAllBytes(layout.endpoints()), Endpoints.class));
        } catch (NoSuchFileException | JsonProcessingException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The endpoints of a Baton that is up.
     *
     * @throws CommandFailure when none is
     */
    public static Endpoints require(Layout layout) {
        return read(layout)
                .orElseThrow(() -> CommandFailure.unreachable("Baton is not up in " + layout.directory()
                        + ". Start it with ./baton up, or name its directory with --dir"));
    }

    /** The base address of a service. */
    public URI service(Component service) {
        var address = services.get(service.label());
        if (address == null) {
            throw CommandFailure.unreachable(
                    "run/endpoints.json does not name " + service + ": start ./baton up again");
        }
        return address;
    }

    void write(Layout layout) {
        WholeFile.write(layout.endpoints(), this);
    }
}
