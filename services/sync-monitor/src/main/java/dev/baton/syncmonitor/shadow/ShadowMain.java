package dev.baton.syncmonitor.shadow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Watches an application that something else deploys: reads an {@link Assignment} from its input, writes {@link Line}s to
 * its output, and ends with a {@link Report}, when it is interrupted, too. The command {@code baton shadow} runs it; it
 * needs neither Kafka nor another service.
 */
public final class ShadowMain {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NOT_KNOWN = 5;
    private static final Duration REPORT_WITHIN = Duration.ofSeconds(10);

    private ShadowMain() {}

    /**
     * Exits with 0 where the other tool did not switch before Baton would have, with 1 where it did or where Baton would
     * have ended the deployment, with 2 where nothing can be watched, with 5 where neither came to a switch.
     */
    public static void main(String[] arguments) throws IOException {
        // As the service has it; its jars insist.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        // What goes wrong with a source or a database is told by samples and by the verification's progress.
        Logger.getLogger("").setLevel(Level.SEVERE);
        // What a library may print is no line.
        System.setOut(System.err);
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        var interrupted = new CountDownLatch(1);
        var reported = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(interrupted, reported)));
        var code = USAGE;
        try {
            var assignment = BatonJson.mapper().readValue(System.in, Assignment.class);
            code = code(new ShadowRun(assignment, Clock.systemUTC(), line -> print(out, line), interrupted).report());
        } catch (IllegalArgumentException unusable) {
            System.err.println(unusable.getMessage());
        } finally {
            reported.countDown();
        }
        // Halts where an interrupt has begun to end the process: the exit code is the report's all the same.
        if (interrupted.getCount() == 0) {
            out.flush();
            Runtime.getRuntime().halt(code);
        }
        interrupted.countDown();
        System.exit(code);
    }

    private static void end(CountDownLatch interrupted, CountDownLatch reported) {
        if (interrupted.getCount() == 0) {
            return;
        }
        interrupted.countDown();
        try {
            if (!reported.await(REPORT_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("no report within " + REPORT_WITHIN.toSeconds() + " s");
            }
            // The main thread halts with the code.
            new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether somebody still reads */
    private static boolean print(PrintStream out, Line line) {
        try {
            out.println(BatonJson.mapper().writerFor(Line.class).writeValueAsString(line));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
        return !out.checkError();
    }

    private static int code(Report report) {
        return switch (report.verdict()) {
            case NOT_TOO_EARLY, ONLY_BATON -> OK;
            case TOO_EARLY, ENDED -> FAILED;
            case NEITHER -> NOT_KNOWN;
        };
    }
}
