package dev.baton.cli.up;

import dev.baton.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Brings Baton up in a directory, or finds that it is. */
public final class Startup {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Attempts after which a component that never got ready is not going to. */
    private static final int HOPELESS = 3;

    private static final int LAST_LINES = 8;

    private final Layout layout;
    private final Installation installation;
    private final Consumer<String> progress;

    /** @param progress takes a line for people whenever something is worth one */
    public Startup(Layout layout, Installation installation, Consumer<String> progress) {
        this.layout = layout;
        this.installation = installation;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param wasUp whether all was up already and nothing was started
     * @param components every component as it is now
     */
    public record Result(boolean wasUp, List<ComponentState> components, Duration took) {
        public Result {
            components = List.copyOf(components);
        }
    }

    /**
     * Starts what does not run and returns when everything answers.
     *
     * @param portsFrom the first of consecutive ports to prefer; empty for the defaults
     * @throws CommandFailure when a component does not get ready in time; what runs by then goes on running
     */
    public Result run(OptionalInt portsFrom, Duration limit) {
        installation.check();
        try (var _ = CommandLock.acquire(layout)) {
            long began = System.nanoTime();
            var supervisor = Supervisor.find(layout);
            boolean wasUp = supervisor.isPresent() && waiting().isEmpty();
            if (supervisor.isEmpty()) {
                progress.accept("starting in " + layout.directory());
                supervisor = Optional.of(
                        Supervisor.launch(layout, installation, portsFrom).toHandle());
            }
            awaitReady(supervisor.get(), began, limit);
            var components = Arrays.stream(Component.values())
                    .flatMap(component -> ComponentState.read(layout, component).stream())
                    .toList();
            return new Result(wasUp, components, since(began));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the supervisor", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted; ./baton down stops what was started");
        }
    }

    /** Whether the component's process runs and answers now, whatever was written about it. */
    public static boolean answers(ComponentState state) {
        return state.phase() == ComponentState.Phase.READY
                && ProcessHandle.of(state.pid()).filter(Processes::isRunning).isPresent()
                && switch (state.component()) {
                    case KAFKA -> Answers.tcp(state.port());
                    case NGINX -> Answers.http(URI.create("http://" + state.address() + "/health"));
                    case DEPLOYER, SYNC_MONITOR, ROUTER_SWITCHER, AUDIT ->
                        Answers.http(URI.create("http://" + state.address() + "/q/health/ready"));
                };
    }

    private void awaitReady(ProcessHandle supervisor, long began, Duration limit) throws InterruptedException {
        var tick = new CountDownLatch(1);
        var waiting = waiting();
        while (!waiting.isEmpty()) {
            if (!Processes.isRunning(supervisor)) {
                throw CommandFailure.failed(
                        "The supervisor ended. It said:\n" + lastLines(layout.output("supervisor")));
            }
            for (Component component : waiting) {
                ComponentState.read(layout, component)
                        .filter(state -> state.restarts() >= HOPELESS
                                && state.readyAfterMs().isEmpty())
                        .ifPresent(this::giveUp);
            }
            if (since(began).compareTo(limit) > 0) {
                throw CommandFailure.failed("Not ready after %d s: %s. See the logs in %s; ./baton down stops what runs"
                        .formatted(limit.toSeconds(), waiting, layout.logs()));
            }
            tick.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            var still = waiting();
            waiting.removeAll(still);
            waiting.forEach(component -> progress.accept(
                    "%s is ready after %.1f s".formatted(component, since(began).toMillis() / 1000.0)));
            waiting = still;
        }
    }

    private Set<Component> waiting() {
        var waiting = EnumSet.allOf(Component.class);
        waiting.removeIf(component ->
                ComponentState.read(layout, component).filter(Startup::answers).isPresent());
        return waiting;
    }

    private void giveUp(ComponentState state) {
        var incidents = Incident.read(layout).stream()
                .filter(incident -> incident.component() == state.component())
                .toList();
        var what = incidents.isEmpty() ? "it ended" : incidents.getLast().what();
        throw CommandFailure.failed("%s does not start: %s.\nIts log %s ends with:\n%sIt printed:\n%s"
                .formatted(
                        state.component(),
                        what,
                        layout.log(state.component()),
                        lastLines(layout.log(state.component())),
                        lastLines(layout.output(state.component().label()))));
    }

    private static String lastLines(Path file) {
        try {
            var lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                    .map(line -> "  " + line + "\n")
                    .reduce("", String::concat);
        } catch (IOException e) {
            return "  (" + file + " cannot be read)\n";
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
