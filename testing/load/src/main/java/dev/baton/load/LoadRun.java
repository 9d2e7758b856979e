package dev.baton.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Load that is running, or has run. Stopping is polite: what has begun is finished, WebSockets are closed by their
 * protocol, and only losses that really happened are counted.
 */
public final class LoadRun implements AutoCloseable {

    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private final RunControl control;
    private final Ledger ledger;
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> work = new ArrayList<>();

    private LoadRun(LoadPlan plan, Timebase timebase) {
        ledger = new Ledger(timebase);
        control = new RunControl(plan, timebase, ledger);
    }

    /** Starts all clients of the plan; returns at once. */
    public static LoadRun start(LoadPlan plan, Timebase timebase) {
        var run = new LoadRun(plan, timebase);
        long start = timebase.nanos();
        for (Traffic traffic : plan.traffic()) {
            for (int i = 0; i < traffic.clients(); i++) {
                Pace pace = Pace.of(traffic, i, start);
                run.work.add(run.clients.submit(run.client(traffic, pace)));
            }
        }
        return run;
    }

    private Callable<Void> client(Traffic traffic, Pace pace) {
        return () -> {
            switch (traffic) {
                case Traffic.Http http -> new HttpClient(control, http, pace).work();
                case Traffic.WebSockets sockets ->
                    new WebSocketClient(control, sockets, pace, RandomGenerator.getDefault()).work();
            }
            return null;
        };
    }

    /** The figures so far. */
    public LoadReport report() {
        return ledger.report();
    }

    /** Who answered what; grows while load runs. */
    public AnswerLog answers() {
        return ledger.answers();
    }

    /** Waits until a bound of the plan has ended the run, then gives its figures. */
    public LoadReport await() throws InterruptedException {
        Duration most = control.plan().longest().plus(mostForLastAnswers());
        join(most);
        return report();
    }

    /** Begins nothing new, waits for what has begun, then gives the figures. Repeatable. */
    public LoadReport stop() throws InterruptedException {
        control.stop();
        join(mostForLastAnswers());
        return report();
    }

    private Duration mostForLastAnswers() {
        Duration slowest = control.plan().traffic().stream()
                .map(traffic -> traffic instanceof Traffic.SlowPosts slow ? slow.over() : Duration.ZERO)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return control.plan().answerWithin().plus(slowest).plus(STOP_GRACE);
    }

    private void join(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        for (Future<?> client : work) {
            try {
                client.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException("A load client failed by its own fault", e.getCause());
            } catch (TimeoutException e) {
                throw new IllegalStateException("A load client did not end within " + most, e);
            }
        }
    }

    /** Ends at once, cutting what is in flight. After {@link #stop()} there is nothing to cut. */
    @Override
    public void close() {
        control.stop();
        clients.shutdownNow();
        control.deadlines().close();
    }
}
