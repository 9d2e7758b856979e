package dev.baton.demo;

import dev.baton.demo.stage.DemoFailure;
import dev.baton.demo.stage.DevChain;
import dev.baton.demo.stage.Narrator;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A chain, a database server and instances that are processes of this machine. */
final class ProcessSurroundings implements Surroundings {

    private final Path root;
    private final Path folder;
    private final Map<String, String> mark;
    private final Narrator narrator;
    private @Nullable PostgresServer postgres;
    private @Nullable DevChain chain;

    /** @param mark what every process carries in its environment */
    ProcessSurroundings(Path root, Path folder, Map<String, String> mark, Narrator narrator) {
        this.root = root;
        this.folder = folder;
        this.mark = mark;
        this.narrator = narrator;
    }

    @Override
    public void prepare() {
        Prerequisites.check();
    }

    @Override
    public void open(long blocks) {
        try {
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(this::startPostgres),
                            CompletableFuture.runAsync(() -> startChain(blocks)))
                    .join();
        } catch (CompletionException e) {
            var cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new DemoFailure(String.valueOf(cause.getMessage()), cause);
        }
    }

    private void startPostgres() {
        PostgresServer server = PostgresServer.start(folder.resolve("postgres"));
        keep(server);
        server.execute("postgres", "CREATE ROLE baton LOGIN CREATEDB PASSWORD '" + Stage.PASSWORD + "'");
        narrator.mention("PostgreSQL on port " + server.port());
    }

    private void startChain(long blocks) {
        try {
            DevChain started = DevChain.start(root, folder.resolve("chain"), blocks, mark);
            keep(started);
            narrator.mention("a development chain at " + started.url() + ", " + blocks + " blocks high and growing");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the development chain", e);
        }
    }

    private synchronized void keep(PostgresServer server) {
        postgres = server;
    }

    private synchronized void keep(DevChain started) {
        chain = started;
    }

    @Override
    public synchronized DevChain chain() {
        return opened(chain);
    }

    @Override
    public String template() {
        return "evm-indexer.yaml";
    }

    @Override
    public synchronized Map<String, String> values(int version) {
        Path jars = root.resolve("examples/evm-indexer/target");
        Path jar = jars.resolve("evm-indexer-" + version + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new DemoFailure(jar + " is missing: run ./mvnw -pl examples/evm-indexer package");
        }
        return Map.of(
                "java",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "indexer",
                jars.toString(),
                "chain",
                opened(chain).url().toString(),
                "mark",
                folder.toString(),
                "postgres",
                Integer.toString(opened(postgres).port()));
    }

    @Override
    public String databaseRole() {
        return "postgres";
    }

    @Override
    public String databasePassword() {
        return "";
    }

    @Override
    public Map<String, String> versions() {
        return Map.of();
    }

    @Override
    public synchronized void close() {
        if (chain != null) {
            chain.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The stage is not set");
        }
        return part;
    }
}
