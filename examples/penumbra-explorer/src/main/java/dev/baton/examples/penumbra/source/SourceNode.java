package dev.baton.examples.penumbra.source;

import dev.baton.examples.penumbra.Block;
import dev.baton.examples.penumbra.Database;
import dev.baton.examples.penumbra.DatabaseUrl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: {@code java -jar penumbra-explorer-source.jar --port 26657 --blocks 20000}. */
@Command(
        name = "penumbra-source",
        mixinStandardHelpOptions = true,
        version = "penumbra-source 1.0",
        sortOptions = false,
        description = {
            "A stand-in for a Penumbra node: makes blocks, writes them into the Postgres database that the variable "
                    + "SOURCE_DB_URL names, and answers a part of CometBFT's RPC.",
            "Without Postgres it waits; after a restart it goes on from the newest block there."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"1:it could not start: port in use, database of another chain", "2:wrong option or variable"})
public final class SourceNode implements Callable<Integer> {

    private static final int BATCH = 1_000;
    private static final Duration RETRY = Duration.ofSeconds(1);

    @Option(
            names = "--host",
            defaultValue = "${env:HOST:-127.0.0.1}",
            description = "Address to listen on. Default: the variable HOST, or else 127.0.0.1")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "${env:PORT:-26657}",
            description = "Port; 0 takes a free one. Default: the variable PORT, or else 26657")
    private int port;

    @Option(names = "--blocks", defaultValue = "20000", description = "Blocks to begin with. Default: ${DEFAULT-VALUE}")
    private long blocks;

    @Option(
            names = "--block-time-ms",
            defaultValue = "1000",
            description = "From block to block, in milliseconds; 0: none but the first. Default: ${DEFAULT-VALUE}")
    private long blockTime;

    @Option(names = "--seed", defaultValue = "1", description = "Where the blocks come from. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--chain-id", defaultValue = "penumbra-1", description = "Its name. Default: ${DEFAULT-VALUE}")
    private String chainId = "penumbra-1";

    private final CountDownLatch stopping = new CountDownLatch(1);

    private SourceNode() {}

    /** Runs until it is killed. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SourceNode())
                .setExecutionExceptionHandler((e, command, _) -> {
                    command.getErr().println("penumbra-source: " + e.getMessage());
                    return e instanceof IllegalArgumentException ? 2 : 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        if (blocks < 1 || blockTime < 0) {
            throw new IllegalArgumentException("--blocks is at least 1, --block-time-ms at least 0");
        }
        Genesis genesis = new Genesis(seed, chainId);
        try (BlockTable table = new BlockTable(new Database(DatabaseUrl.from(System.getenv(), "SOURCE_DB_URL"), 8))) {
            Block newest = prepared(table, genesis);
            try (RpcServer server = new RpcServer(new InetSocketAddress(host, port), table)) {
                System.out.printf(
                        "penumbra-source: http://%s:%d chain %s, height %d, a block each %d ms%n",
                        host, server.port(), chainId, newest.height(), blockTime);
                grow(table, genesis, newest);
            } catch (java.net.BindException e) {
                throw new IOException("port " + port + " is in use; choose another with --port", e);
            }
        }
        return 0;
    }

    private Block prepared(BlockTable table, Genesis genesis) throws InterruptedException, IOException {
        while (true) {
            try {
                table.create();
                return fill(table, genesis);
            } catch (SQLException e) {
                System.err.println("penumbra-source: waiting for the database: " + e.getMessage());
                boolean _ = stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Writes the first blocks, those that are missing of them; returns the newest. */
    private Block fill(BlockTable table, Genesis genesis) throws SQLException, IOException {
        Instant start = Instant.now().minusMillis(blocks * blockTime);
        List<Block> ends = table.ends();
        Block oldest = genesis.derive(1, new byte[32], start);
        if (!ends.isEmpty() && !java.util.Arrays.equals(ends.getLast().hash(), oldest.hash())) {
            throw new IOException("the database holds another chain; give its --seed and --chain-id or an empty one");
        }
        Block newest;
        if (ends.isEmpty()) {
            table.append(List.of(oldest));
            newest = oldest;
        } else {
            newest = ends.getFirst();
        }
        while (newest.height() < blocks) {
            List<Block> batch = new ArrayList<>();
            while (batch.size() < BATCH && newest.height() < blocks) {
                newest = genesis.derive(
                        newest.height() + 1, newest.hash(), start.plusMillis(newest.height() * blockTime));
                batch.add(newest);
            }
            table.append(batch);
        }
        return newest;
    }

    private void grow(BlockTable table, Genesis genesis, Block from) throws InterruptedException {
        Block newest = from;
        long due = System.nanoTime();
        while (blockTime > 0) {
            due += Duration.ofMillis(blockTime).toNanos();
            boolean _ = stopping.await(due - System.nanoTime(), TimeUnit.NANOSECONDS);
            Block next = genesis.derive(newest.height() + 1, newest.hash(), Instant.now());
            try {
                table.append(List.of(next));
                newest = next;
            } catch (SQLException e) {
                System.err.println("penumbra-source: no block: " + e.getMessage());
            }
        }
        stopping.await();
    }
}
