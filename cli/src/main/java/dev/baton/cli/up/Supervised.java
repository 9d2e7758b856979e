package dev.baton.cli.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one program running: adopts or starts it, waits until it answers, waits until it ends, says so, and starts it again
 * after a pause that doubles with every failure. Runs on a thread of its own until the supervisor stops; the program stays.
 */
final class Supervised implements Runnable {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration QUICK_LOOK = Duration.ofMillis(50);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** What ran this long did not fail at its start: the next pause is short again. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    /** A program that has not answered by then is reported. It is not killed: a long replay is no fault. */
    private static final Duration SLOW = Duration.ofMinutes(2);

    private final Program program;
    private final Layout layout;
    private final Ports ports;
    private final CountDownLatch stop;
    private final Clock clock;
    private final CountDownLatch firstReady = new CountDownLatch(1);

    private int restarts;

    Supervised(Program program, Layout layout, Ports ports, CountDownLatch stop, Clock clock) {
        this.program = program;
        this.layout = layout;
        this.ports = ports;
        this.stop = stop;
        this.clock = clock;
    }

    /** Returns when the program has answered for the first time, or the supervisor stops. */
    void awaitFirstReady() throws InterruptedException {
        firstReady.await();
    }

    @Override
    public void run() {
        var pause = FIRST_PAUSE;
        try {
            while (!stopping()) {
                var began = now();
                var ended = runOnce();
                if (ended.isEmpty()) {
                    return;
                }
                if (Duration.between(began, now()).compareTo(SETTLED) > 0) {
                    pause = FIRST_PAUSE;
                }
                report(ended.get() + "; starting it again in " + pause.toMillis() + " ms");
                restarts++;
                stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            firstReady.countDown();
        }
    }

    /** Adopts or starts the program and stays with it to its end; says how it ended, or nothing when the supervisor stops. */
    private Optional<String> runOnce() throws InterruptedException {
        try {
            var running = program.find();
            return watch(running.isPresent() ? adopt(running.get()) : start());
        } catch (IOException | RuntimeException e) {
            // A full disk above all. What was started all the same is found and adopted next time.
            return Optional.of("could not be started or watched: " + e.getMessage());
        }
    }

    private Run adopt(ProcessHandle process) {
        // The port is written down before a process listens on it, so it is known whenever there is a process.
        var known = ComponentState.read(layout, program.component());
        int port = known.map(ComponentState::port).orElseGet(() -> ports.choose(program.component()));
        ports.adopt(program.component(), port);
        Supervisor.log(program.component() + " runs already: pid " + process.pid());
        return new Run(process, Optional.empty(), port, now());
    }

    private Run start() throws IOException {
        program.clear();
        int port = ports.choose(program.component());
        var now = now();
        write(0, port, now, ComponentState.Phase.STARTING, Optional.empty());
        var child = program.start(port);
        return new Run(child.toHandle(), Optional.of(child), port, now);
    }

    /** Waits for the run to end and says how it did; empty when the supervisor stops. */
    private Optional<String> watch(Run run) throws InterruptedException {
        write(run.process().pid(), run.port(), run.since(), ComponentState.Phase.STARTING, Optional.empty());
        boolean ready = false;
        boolean slow = false;
        while (!stopping()) {
            if (!Processes.isRunning(run.process())) {
                write(run.process().pid(), run.port(), run.since(), ComponentState.Phase.WAITING, Optional.empty());
                return Optional.of(
                        run.ending() + (ready ? "" : " before it was ready,") + " after " + seconds(age(run)));
            }
            if (!ready && program.isReady(run.port())) {
                ready = true;
                long took = age(run).toMillis();
                write(run.process().pid(), run.port(), run.since(), ComponentState.Phase.READY, Optional.of(took));
                Supervisor.log("%s is ready after %d ms: pid %d, port %d"
                        .formatted(program.component(), took, run.process().pid(), run.port()));
                firstReady.countDown();
            }
            if (!ready && !slow && age(run).compareTo(SLOW) > 0) {
                slow = true;
                report("process %d does not answer after %s"
                        .formatted(run.process().pid(), seconds(SLOW)));
            }
            stop.await((ready ? LOOK : QUICK_LOOK).toMillis(), TimeUnit.MILLISECONDS);
        }
        return Optional.empty();
    }

    private void write(long pid, int port, Instant since, ComponentState.Phase phase, Optional<Long> readyAfterMs) {
        new ComponentState(program.component(), pid, since, "127.0.0.1:" + port, phase, readyAfterMs, restarts)
                .write(layout);
        Supervisor.writeEndpoints(layout, ports);
    }

    private void report(String what) {
        Path log = layout.log(program.component());
        Supervisor.log(program.component() + ": " + what + "; log " + log);
        try {
            Incident.append(layout, new Incident(now(), program.component(), what, log.toString()));
        } catch (UncheckedIOException e) {
            Supervisor.log("the incident could not be written down: " + e.getCause());
        }
    }

    private Duration age(Run run) {
        return Duration.between(run.since(), now());
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** @param child the process where it is ours, so that its exit code can be told */
    private record Run(ProcessHandle process, Optional<Process> child, int port, Instant since) {
        /** A child that was just seen to have ended may take a moment to be reaped; only then is its code known. */
        String ending() throws InterruptedException {
            var reaped = child.isPresent() && child.get().waitFor(1, TimeUnit.SECONDS);
            return "process " + process.pid() + " ended"
                    + (reaped ? " with code " + child.get().exitValue() : "");
        }
    }
}
