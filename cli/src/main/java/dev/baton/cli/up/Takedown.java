package dev.baton.cli.up;

import dev.baton.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes Baton down in a directory: first what decides, then what is decided about, and users' way in before what answers
 * them. Works whatever part of it still runs, and twice.
 */
public final class Takedown {
    private static final Duration SUPERVISOR_GRACE = Duration.ofSeconds(5);
    private static final Duration SERVICE_GRACE = Duration.ofSeconds(15);
    private static final Duration KAFKA_GRACE = Duration.ofSeconds(30);
    private static final Duration REQUESTS_GRACE = Duration.ofSeconds(5);
    private static final Duration INSTANCE_GRACE = Duration.ofSeconds(10);

    private final Layout layout;
    private final Consumer<String> progress;
    private final List<Long> survivors = new ArrayList<>();
    private int stopped;

    /** @param progress takes a line for people for each thing that was stopped */
    public Takedown(Layout layout, Consumer<String> progress) {
        this.layout = layout;
        this.progress = progress;
    }

    /**
     * Stops everything.
     *
     * @param keepInstances whether applications and NGINX go on serving
     * @return how many processes and containers were stopped, not counting children of theirs
     * @throws CommandFailure when a process survives even being killed
     */
    public int run(boolean keepInstances) {
        if (!Files.isDirectory(layout.directory())) {
            return 0;
        }
        try (var _ = CommandLock.acquire(layout)) {
            stop("the supervisor", () -> Supervisor.find(layout).stream().toList(), SUPERVISOR_GRACE);
            stop("the services", this::services, SERVICE_GRACE);
            stop("Kafka", () -> marked(Component.KAFKA), KAFKA_GRACE);
            if (!keepInstances) {
                stopNginx();
                // Before the processes: those in containers are among them, and the engine would start them again.
                stopped("the applications' containers", InstanceContainers.stop(layout));
                stop("the applications' instances", () -> Instances.running(layout), INSTANCE_GRACE);
            }
            Files.deleteIfExists(layout.endpoints());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + layout.endpoints(), e);
        }
        if (!survivors.isEmpty()) {
            throw CommandFailure.failed("These processes cannot be stopped, look at them: " + survivors);
        }
        return stopped;
    }

    /** Asks what is found to end and kills what does not, until nothing is found: what was starting is found then. */
    private void stop(String what, Supplier<Collection<ProcessHandle>> finder, Duration grace) {
        var found = finder.get();
        int count = 0;
        for (int round = 0; !found.isEmpty() && round < 3; round++) {
            count += found.size();
            var left = Processes.stop(found, grace);
            if (!left.isEmpty()) {
                left.forEach(process -> survivors.add(process.pid()));
                return;
            }
            found = finder.get();
        }
        stopped(what, count);
    }

    /** Lets NGINX finish the requests it is at, within a bound: a WebSocket may be open for ever. */
    private void stopNginx() {
        var master = NginxProgram.master(layout).stream().toList();
        var workers = NginxProgram.workers(layout);
        var all = new ArrayList<>(master);
        all.addAll(workers);
        // Without a master nobody tells the workers.
        var left = Processes.end("QUIT", master.isEmpty() ? workers : master, REQUESTS_GRACE);
        left = Processes.stop(left, REQUESTS_GRACE);
        left.forEach(process -> survivors.add(process.pid()));
        stop("NGINX's workers", () -> List.copyOf(NginxProgram.workers(layout)), REQUESTS_GRACE);
        stopped("NGINX", all.size());
    }

    private void stopped(String what, int count) {
        if (count > 0) {
            stopped += count;
            progress.accept("stopped " + what);
        }
    }

    private Collection<ProcessHandle> services() {
        return Component.services().stream()
                .flatMap(service -> marked(service).stream())
                .toList();
    }

    private Collection<ProcessHandle> marked(Component component) {
        return Processes.find(Processes.mark(layout, component.label())).stream()
                .toList();
    }
}
