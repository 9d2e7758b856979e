package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.baton.model.Address;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where users reach the application.
 *
 * @param listen the port on which NGINX listens for it, on the loopback address
 * @param host the host name that it answers to; any where empty
 * @param slots the three ports of its slots; chosen at the first deployment where empty
 * @param include files of NGINX's machine with the team's own directives
 * @param preview how green is reached before the switch; not at all where empty
 * @param warmUp paths that green is asked for right before a switch, so that its first users do not wait
 */
public record Route(
        int listen,
        Optional<String> host,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> slots,
        Optional<Include> include,
        Optional<Preview> preview,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warmUp) {

    private static final int LOWEST_UNPRIVILEGED = 1024;
    private static final int HIGHEST = 65_535;

    public Route {
        slots = List.copyOf(slots);
        warmUp = List.copyOf(warmUp);
        if (!warmUp.stream().allMatch(path -> path.startsWith("/"))) {
            throw new IllegalArgumentException("route.warmUp holds paths such as /graphql?query={tip}");
        }
        if (preview.flatMap(Preview::host)
                .filter(name -> host.filter(name::equals).isPresent())
                .isPresent()) {
            throw new IllegalArgumentException("route.preview.host is another name than route.host");
        }
        if (listen < LOWEST_UNPRIVILEGED || listen > HIGHEST) {
            throw new IllegalArgumentException("route.listen is a port from 1024 to 65535");
        }
        host.ifPresent(name -> new Address(name, listen));
        if (!slots.isEmpty() && (slots.size() != 3 || slots.stream().distinct().count() != 3)) {
            throw new IllegalArgumentException("route.slots names three different ports, for a, b and c");
        }
        if (slots.contains(listen)) {
            throw new IllegalArgumentException("route.slots does not hold the port that route.listen names");
        }
        slots.forEach(Address::loopback);
    }

    @JsonCreator
    static Route of(
            @JsonProperty(value = "listen", required = true) int listen,
            @JsonProperty("host") @Nullable String host,
            @JsonProperty("slots") @Nullable List<Integer> slots,
            @JsonProperty("include") @Nullable Include include,
            @JsonProperty("preview") @Nullable Preview preview,
            @JsonProperty("warmUp") @Nullable List<String> warmUp) {
        return new Route(
                listen,
                Optional.ofNullable(host),
                Objects.requireNonNullElse(slots, List.of()),
                Optional.ofNullable(include),
                Optional.ofNullable(preview),
                Objects.requireNonNullElse(warmUp, List.of()));
    }

    /**
     * NGINX directives of the team's own, which Baton includes and never changes.
     *
     * @param http files included outside of the application's server block: zones of rate limits, maps, log formats
     * @param server files included in the application's server block: TLS with a {@code listen} of its own, limits,
     *     headers
     */
    public record Include(
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> http,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> server) {

        public Include {
            http = List.copyOf(http);
            server = List.copyOf(server);
        }

        @JsonCreator
        static Include of(
                @JsonProperty("http") @Nullable List<String> http,
                @JsonProperty("server") @Nullable List<String> server) {
            return new Include(
                    Objects.requireNonNullElse(http, List.of()), Objects.requireNonNullElse(server, List.of()));
        }
    }
}
