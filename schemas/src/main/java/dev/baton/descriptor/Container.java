package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.baton.model.SecretRef;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One container of an instance. They are started in their order, each when the one before it is healthy or, where that
 * one runs {@code once}, has ended with 0. {@code {version}} and {@code {port}} are replaced in texts.
 *
 * @param name its name within the instance, by which the others reach it
 * @param image by tag or by digest
 * @param archive a file of the deployer's machine that {@code docker save} has written, loaded instead of a pull; an
 *     absolute path by the time it is in an event
 * @param pull when the image is fetched from its registry
 * @param entrypoint replaces the image's own; the image's own where empty
 * @param command replaces the image's own; the image's own where empty
 * @param environment variables of this container alone, beside {@code run.environment}
 * @param secretFiles secrets that it finds as files, by absolute path
 * @param volumes what it keeps outside of its own file system
 * @param port the port inside on which it serves users; exactly one container has it, and it is published at the slot
 * @param once whether it runs to its end, as a migration does, and must end with 0
 * @param healthcheck replaces the image's own; the image's own, if it has one, where empty
 * @param startTimeout how long it may take to become healthy or, where it runs {@code once}, to end;
 *     {@code run.startTimeout} where empty
 * @param restart what the engine does when it ends
 * @param cpus how many processors it may use; all where empty
 * @param memory how much memory it may use; all where empty
 * @param user as whom it runs; as the image says where empty
 * @param readOnly whether its own file system is read-only
 * @param stopSignal what asks it to stop; as the image says where empty
 */
public record Container(
        String name,
        String image,
        Optional<String> archive,
        PullPolicy pull,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> entrypoint,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> command,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, EnvironmentValue> environment,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, SecretRef> secretFiles,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Volume> volumes,
        Optional<Integer> port,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean once,
        Optional<Healthcheck> healthcheck,
        Optional<Duration> startTimeout,
        RestartPolicy restart,
        Optional<Double> cpus,
        Optional<ByteSize> memory,
        Optional<String> user,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean readOnly,
        Optional<String> stopSignal) {

    public Container {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        // Sorted, so that the same descriptor is always written the same way.
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        secretFiles = Collections.unmodifiableMap(new TreeMap<>(secretFiles));
        volumes = List.copyOf(volumes);
        if (name.isBlank() || image.isBlank()) {
            throw new IllegalArgumentException("a container has a name and an image");
        }
        if (cpus.filter(count -> !(count > 0)).isPresent()) {
            throw new IllegalArgumentException("cpus is positive");
        }
        if (startTimeout.filter(limit -> limit.isNegative() || limit.isZero()).isPresent()) {
            throw new IllegalArgumentException("a container's startTimeout is positive");
        }
    }

    @JsonCreator
    static Container of(
            @JsonProperty(value = "name", required = true) String name,
            @JsonProperty(value = "image", required = true) String image,
            @JsonProperty("archive") @Nullable String archive,
            @JsonProperty("pull") @Nullable PullPolicy pull,
            @JsonProperty("entrypoint") @Nullable List<String> entrypoint,
            @JsonProperty("command") @Nullable List<String> command,
            @JsonProperty("environment") @Nullable Map<String, EnvironmentValue> environment,
            @JsonProperty("secretFiles") @Nullable Map<String, SecretRef> secretFiles,
            @JsonProperty("volumes") @Nullable List<Volume> volumes,
            @JsonProperty("port") @Nullable Integer port,
            @JsonProperty("once") @Nullable Boolean once,
            @JsonProperty("healthcheck") @Nullable Healthcheck healthcheck,
            @JsonProperty("startTimeout") @Nullable Duration startTimeout,
            @JsonProperty("restart") @Nullable RestartPolicy restart,
            @JsonProperty("cpus") @Nullable Double cpus,
            @JsonProperty("memory") @Nullable ByteSize memory,
            @JsonProperty("user") @Nullable String user,
            @JsonProperty("readOnly") @Nullable Boolean readOnly,
            @JsonProperty("stopSignal") @Nullable String stopSignal) {
        return new Container(
                name,
                image,
                Optional.ofNullable(archive),
                Objects.requireNonNullElse(pull, PullPolicy.MISSING),
                Objects.requireNonNullElse(entrypoint, List.of()),
                Objects.requireNonNullElse(command, List.of()),
                Objects.requireNonNullElse(environment, Map.of()),
                Objects.requireNonNullElse(secretFiles, Map.of()),
                Objects.requireNonNullElse(volumes, List.of()),
                Optional.ofNullable(port),
                Objects.requireNonNullElse(once, false),
                Optional.ofNullable(healthcheck),
                Optional.ofNullable(startTimeout),
                Objects.requireNonNullElse(restart, RestartPolicy.DEFAULT),
                Optional.ofNullable(cpus),
                Optional.ofNullable(memory),
                Optional.ofNullable(user),
                Objects.requireNonNullElse(readOnly, false),
                Optional.ofNullable(stopSignal));
    }

    /** When an image is fetched from its registry. */
    public enum PullPolicy {
        /** When the engine does not have it. */
        @JsonProperty("missing")
        MISSING,
        /** At the start of every deployment: for tags that move. */
        @JsonProperty("always")
        ALWAYS,
        /** Never: the engine has it, or the deployment fails. */
        @JsonProperty("never")
        NEVER
    }

    /** What the engine does by itself when a container ends; it needs no Baton for that. */
    public enum RestartPolicy {
        @JsonProperty("no")
        NO,
        @JsonProperty("on-failure")
        ON_FAILURE,
        @JsonProperty("always")
        ALWAYS,
        @JsonProperty("unless-stopped")
        UNLESS_STOPPED;

        /** So that what serves comes back by itself, also while the deployer is away. */
        public static final RestartPolicy DEFAULT = UNLESS_STOPPED;
    }
}
