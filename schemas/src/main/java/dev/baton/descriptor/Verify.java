package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of an instance's data is compared before it may serve.
 *
 * @param blocks a query on this version's own schema with the columns {@code height} and {@code hash}
 * @param source who else knows the blocks, an EVM or a CometBFT node; the first such source of {@code sync.tip} where
 *     empty
 * @param samples how many random heights are compared, beside the newest ones
 * @param chainId the chain that the source must be: a number (EVM) or a name (CometBFT)
 */
public record Verify(String blocks, Optional<Source> source, int samples, Optional<String> chainId) {

    public static final int DEFAULT_SAMPLES = 64;

    public Verify {
        if (blocks.isBlank()) {
            throw new IllegalArgumentException("verify.blocks is a query with the columns height and hash");
        }
        if (samples < 1 || samples > 10_000) {
            throw new IllegalArgumentException("verify.samples is 1 to 10000");
        }
        if (source.filter(other -> !knowsBlocks(other)).isPresent()) {
            throw new IllegalArgumentException(
                    "verify.source is an evm or a cometbft node; no other source knows blocks by hash");
        }
    }

    @JsonCreator
    static Verify of(
            @JsonProperty(value = "blocks", required = true) String blocks,
            @JsonProperty("source") @Nullable Source source,
            @JsonProperty("samples") @Nullable Integer samples,
            @JsonProperty("chainId") @Nullable String chainId) {
        return new Verify(
                blocks,
                Optional.ofNullable(source),
                Objects.requireNonNullElse(samples, DEFAULT_SAMPLES),
                Optional.ofNullable(chainId));
    }

    /** Whether blocks' hashes can be asked there. */
    public static boolean knowsBlocks(Source source) {
        return source instanceof Source.Evm || source instanceof Source.CometBft;
    }
}
