package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A read request that green and blue must answer alike. {@code {height}} is replaced by the pinned height in path and
 * body, so that both speak of the same.
 *
 * @param name what people call it
 * @param path a path of the instance
 * @param body JSON that is sent with POST, a GraphQL query, say; GET where empty
 * @param ignore parts of a JSON answer whose differences are meant, as JSON Pointers (RFC 6901)
 */
public record VerifiedQuery(
        String name,
        String path,
        Optional<String> body,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignore) {

    public VerifiedQuery {
        ignore = List.copyOf(ignore);
        if (name.isBlank() || !path.startsWith("/")) {
            throw new IllegalArgumentException("verify.queries needs a name and a path for each query");
        }
        if (!ignore.stream().allMatch(pointer -> pointer.startsWith("/"))) {
            throw new IllegalArgumentException("verify.queries: ignore holds JSON Pointers such as /data/now");
        }
    }

    @JsonCreator
    static VerifiedQuery of(
            @JsonProperty(value = "name", required = true) String name,
            @JsonProperty(value = "path", required = true) String path,
            @JsonProperty("body") @Nullable String body,
            @JsonProperty("ignore") @Nullable List<String> ignore) {
        return new VerifiedQuery(name, path, Optional.ofNullable(body), Objects.requireNonNullElse(ignore, List.of()));
    }
}
