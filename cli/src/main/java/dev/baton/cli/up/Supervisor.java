package dev.baton.cli.up;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/**
 * The process that {@code baton up} leaves behind: starts Kafka, the services and NGINX, and starts again what crashes. It
 * is in nobody's way: what it started runs on when it dies, and the next {@code up} starts another that adopts them.
 *
 * <p>Arguments: Baton's directory, and the first port to prefer, or {@code default}.
 */
public final class Supervisor {
    private static final String NAME = "supervisor";
    private static final String DEFAULT_PORTS = "default";
    private static final int FAULT = 70;

    private Supervisor() {}

    /** Starts a supervisor for the directory, detached. */
    public static Process launch(Layout layout, Installation installation, OptionalInt portsFrom) throws IOException {
        var command = List.of(
                Installation.java().toString(),
                Processes.mark(layout, NAME),
                "-Dbaton.root=" + installation.root(),
                "-Xms8m",
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xss256k",
                "-XX:ReservedCodeCacheSize=16m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                installation.commandLine().toString(),
                Supervisor.class.getName(),
                layout.directory().toString(),
                portsFrom.isPresent() ? Integer.toString(portsFrom.getAsInt()) : DEFAULT_PORTS);
        return Processes.startDetached(command, layout.directory(), layout.output(NAME), Processes.Environment.NOTHING);
    }

    /** The supervisor of the directory, if one runs. */
    public static Optional<ProcessHandle> find(Layout layout) {
        return Processes.find(Processes.mark(layout, NAME));
    }

    /** The supervisor's process. */
    public static void main(String[] arguments) throws Exception {
        // A thread that fails, say because its jar was replaced, would leave a program unwatched and nobody told.
        // Without
        // the whole supervisor, status says so, and the next up starts another that adopts what runs.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            log("supervisor ends: " + thread.getName() + " failed: " + failure);
            Runtime.getRuntime().halt(FAULT);
        });
        var layout = Layout.of(Path.of(arguments[0]));
        var portsFrom = arguments[1].equals(DEFAULT_PORTS)
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(arguments[1]));
        try (var channel =
                        FileChannel.open(layout.supervisorLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            if (lock == null) {
                log("another supervisor is at work in " + layout.directory());
                return;
            }
            new Supervisor().supervise(layout, Installation.current(), portsFrom);
        }
    }

    private void supervise(Layout layout, Installation installation, OptionalInt portsFrom)
            throws InterruptedException {
        var stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown));
        log("supervisor starts, pid " + ProcessHandle.current().pid());

        var ports = new Ports(portsFrom, Ports::isFree);
        // What ran before is asked first: what others prefer may be where it listens.
        for (Component component : Component.values()) {
            ComponentState.read(layout, component).ifPresent(known -> ports.adopt(component, known.port()));
        }
        var kafka = new Supervised(new KafkaProgram(layout, installation, ports), layout, ports, stop, clock());
        var others = new ArrayList<Supervised>();
        for (Component service : Component.services()) {
            others.add(new Supervised(
                    new ServiceProgram(service, layout, installation, ports), layout, ports, stop, clock()));
        }
        start("nginx", new Supervised(new NginxProgram(layout, installation), layout, ports, stop, clock()));
        start("kafka", kafka);
        kafka.awaitFirstReady();
        others.forEach(service -> start("service", service));
        stop.await();
    }

    private static void start(String name, Runnable task) {
        Thread.ofPlatform().name(name).daemon().start(task);
    }

    static void writeEndpoints(Layout layout, Ports ports) {
        var chosen = ports.all();
        if (chosen.size() == Component.values().length) {
            synchronized (Supervisor.class) {
                Endpoints.of(chosen, KafkaProgram.TOPIC_PREFIX).write(layout);
            }
        }
    }

    static void log(String line) {
        System.out.println(Instant.now(clock()).truncatedTo(ChronoUnit.MILLIS) + " " + line);
    }

    private static Clock clock() {
        return Clock.systemUTC();
    }
}
