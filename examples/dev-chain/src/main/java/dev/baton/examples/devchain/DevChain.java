package dev.baton.examples.devchain;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command: {@code java -jar dev-chain.jar --port 8545 --blocks 20000 --block-time 1s}. */
@Command(
        name = "dev-chain",
        mixinStandardHelpOptions = true,
        version = "dev-chain 1.0",
        sortOptions = false,
        description = "Runs a development chain that speaks EVM JSON-RPC.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"1:it could not start: port in use, folder not usable", "2:wrong option"})
public final class DevChain implements Callable<Integer> {

    @Option(
            names = "--host",
            defaultValue = "${env:HOST:-127.0.0.1}",
            description = "Address to listen on. Default: the variable HOST, or else 127.0.0.1")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "${env:PORT:-8545}",
            description = "Port; 0 takes a free one. Default: the variable PORT, or else 8545")
    private int port;

    @Option(names = "--blocks", defaultValue = "20000", description = "Height to start with. Default: ${DEFAULT-VALUE}")
    private long blocks;

    @Option(
            names = "--block-time",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "Time from block to block: 1s, 250ms, PT2S. Default: ${DEFAULT-VALUE}")
    private Duration blockTime = Duration.ofSeconds(1);

    @Option(names = "--seed", defaultValue = "1", description = "Where the blocks come from. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--chain-id", defaultValue = "31337", description = "Chain id. Default: ${DEFAULT-VALUE}")
    private long chainId;

    @Option(
            names = "--genesis",
            description =
                    "Time of block 0, as 2026-01-01T00:00:00Z. Two chains with the same seed, chain id, block time "
                            + "and genesis have the same blocks. Default: so that the first head is of now")
    private @Nullable Instant genesis;

    @Option(
            names = "--dir",
            description = "Folder that keeps the chain: a restart goes on at the height the clock has reached. "
                    + "Default: the chain ends with the process")
    private @Nullable Path dir;

    private DevChain() {}

    /** Runs until it is killed. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new DevChain())
                .setExecutionExceptionHandler((e, command, _) -> {
                    command.getErr().println("dev-chain: " + e.getMessage());
                    return e instanceof IllegalArgumentException ? 2 : 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (blocks < 0 || blocks > Chain.MOST_BLOCKS) {
            throw new IllegalArgumentException("--blocks is between 0 and " + Chain.MOST_BLOCKS + ", not " + blocks);
        }
        Chain chain = open(Clock.systemUTC());
        try (RpcServer server = new RpcServer(host, port, new JsonRpc(chain))) {
            System.out.printf(
                    "dev-chain: http://%s:%d chain id %d, height %d, a block each %d ms%n",
                    host, server.port(), chainId, chain.height(), blockTime.toMillis());
            new CountDownLatch(1).await();
        } catch (java.net.BindException e) {
            throw new IOException("port " + port + " is in use; choose another with --port", e);
        }
        return 0;
    }

    private Chain open(Clock clock) throws IOException {
        Instant now = clock.instant();
        Instant start = genesis == null ? now.minusMillis(Math.multiplyExact(blocks, blockTime.toMillis())) : genesis;
        ChainSettings settings = new ChainSettings(seed, chainId, start, blockTime);
        ChainState state = new ChainState(blocks, now, false, List.of());
        if (dir == null) {
            return new Chain(settings, state, clock, _ -> {});
        }
        ChainFile file = new ChainFile(dir);
        Optional<ChainFile.Saved> saved = file.read();
        if (saved.isEmpty()) {
            file.write(settings, state);
            return new Chain(settings, state, clock, next -> file.write(settings, next));
        }
        ChainSettings kept = saved.get().settings();
        ChainSettings asked = new ChainSettings(seed, chainId, genesis == null ? kept.genesis() : genesis, blockTime);
        if (!asked.equals(kept)) {
            throw new IllegalArgumentException(
                    dir + " holds another chain (" + kept + "); give its options or another --dir");
        }
        return new Chain(kept, saved.get().state(), clock, next -> file.write(kept, next));
    }

    /** Reads {@code 250ms}, {@code 1s}, {@code 2m} and ISO-8601 durations. */
    private static final class DurationConverter implements ITypeConverter<Duration> {

        private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(ms|s|m)");

        @Override
        public Duration convert(String text) {
            Matcher matcher = SHORT.matcher(text);
            if (!matcher.matches()) {
                try {
                    return Duration.parse(text);
                } catch (java.time.format.DateTimeParseException _) {
                    throw new TypeConversionException("'" + text + "' is not a time such as 1s, 250ms or PT1S");
                }
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMinutes(amount);
            };
        }
    }
}
