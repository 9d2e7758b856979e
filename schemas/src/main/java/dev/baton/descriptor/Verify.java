package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of an instance's data is compared before it may serve.
 *
 * @param blocks a query on this version's own schema with the columns {@code height} and {@code hash}
 * @param source who else knows the blocks, an EVM or a CometBFT node; the first such source of {@code sync.tip} where
 *     empty
 * @param samples how many random heights are compared, beside the newest ones
 * @param chainId the chain that the source must be: a number (EVM) or a name (CometBFT)
 * @param genesisHash the hash of the chain's first block at the source, which tells apart chains with the same id
 * @param finality how many of the newest blocks may still be replaced, so that a difference there is awaited and ends nothing
 * @param skip steps that are left out; the result says so
 * @param tables rows that must be the same in green and in blue
 * @param queries requests that green and blue must answer alike
 */
public record Verify(
        String blocks,
        Optional<Source> source,
        int samples,
        Optional<String> chainId,
        Optional<String> genesisHash,
        int finality,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<VerificationStep> skip,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<VerifiedTable> tables,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<VerifiedQuery> queries) {

    public static final int DEFAULT_SAMPLES = 64;
    public static final int DEFAULT_FINALITY = 2;

    public Verify {
        skip = Set.copyOf(skip);
        tables = List.copyOf(tables);
        queries = List.copyOf(queries);
        if (finality < 0) {
            throw new IllegalArgumentException("verify.finality is not negative");
        }
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
            @JsonProperty("chainId") @Nullable String chainId,
            @JsonProperty("genesisHash") @Nullable String genesisHash,
            @JsonProperty("finality") @Nullable Integer finality,
            @JsonProperty("skip") @Nullable Set<VerificationStep> skip,
            @JsonProperty("tables") @Nullable List<VerifiedTable> tables,
            @JsonProperty("queries") @Nullable List<VerifiedQuery> queries) {
        return new Verify(
                blocks,
                Optional.ofNullable(source),
                Objects.requireNonNullElse(samples, DEFAULT_SAMPLES),
                Optional.ofNullable(chainId),
                Optional.ofNullable(genesisHash),
                Objects.requireNonNullElse(finality, DEFAULT_FINALITY),
                Objects.requireNonNullElse(skip, Set.of()),
                Objects.requireNonNullElse(tables, List.of()),
                Objects.requireNonNullElse(queries, List.of()));
    }

    /** Whether blocks' hashes can be asked there. */
    public static boolean knowsBlocks(Source source) {
        return source instanceof Source.Evm || source instanceof Source.CometBft;
    }
}
