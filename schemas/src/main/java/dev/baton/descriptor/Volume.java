package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a container keeps outside of its own file system.
 *
 * @param name a volume that is made for the deployment and removed with it; or else
 * @param host a folder or file of the engine's machine, which Baton never removes
 * @param path where the container finds it
 * @param readOnly whether the container may only read it
 */
public record Volume(
        Optional<String> name,
        Optional<String> host,
        String path,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean readOnly) {

    public Volume {
        if (name.isPresent() == host.isPresent()) {
            throw new IllegalArgumentException(
                    "a volume has either a name (it is the deployment's own) or a host path");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a volume's path is absolute");
        }
    }

    @JsonCreator
    static Volume of(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("host") @Nullable String host,
            @JsonProperty(value = "path", required = true) String path,
            @JsonProperty("readOnly") @Nullable Boolean readOnly) {
        return new Volume(
                Optional.ofNullable(name),
                Optional.ofNullable(host),
                path,
                Objects.requireNonNullElse(readOnly, false));
    }
}
