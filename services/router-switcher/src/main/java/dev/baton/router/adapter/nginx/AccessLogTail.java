package dev.baton.router.adapter.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;

import dev.baton.model.DeploymentId;
import dev.baton.router.domain.AnswerTimes;
import dev.baton.router.domain.Pace;
import dev.baton.router.domain.RequestRecord;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.Served;
import dev.baton.router.domain.Served.Tally;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts in an access log, a JSON object a line. Only requests that went to the application count: what NGINX answers by
 * itself, a limit for example, says nothing about a version.
 */
final class AccessLogTail implements RequestRecord.Counting {

    /** What a count begins with, from before it: the version before, or the same one before a restart. */
    private static final long READ_BACK_BYTES = 8 << 20;

    private static final int CHUNK_BYTES = 1 << 20;

    /** NGINX escapes quotes inside of values, so none of these can be forged by a path. */
    private static final Pattern LINE = Pattern.compile(
            "\"route\":\"([^\"]*)\".*?,\"path\":\"(.*?)\",\"status\":([0-9]{3}),\"bytes\".*,\"upstream\":\"([^\"]*)\",\"upstreamStatus\":"
                    + "(?:.*,\"upstreamHeadSeconds\":\"([0-9.]+)\")?");

    private static final int ROUTE = 1;
    private static final int PATH = 2;
    private static final int STATUS = 3;
    private static final int UPSTREAM = 4;
    private static final int HEAD_SECONDS = 5;

    private static final int UPGRADED = 101;
    private static final int FAILURE = 500;
    private static final double MILLIS = 1000;

    private static final Logger LOG = Logger.getLogger(AccessLogTail.class);

    private final Path file;
    private final Route route;
    private final Optional<DeploymentId> before;
    private final Set<String> uncounted;
    private final long[] timesSince = new long[AnswerTimes.BUCKETS];
    private final long[] timesBefore = new long[AnswerTimes.BUCKETS];
    private Served served = Served.NOTHING;
    private long position = -1;

    AccessLogTail(Path file, Route route, Optional<DeploymentId> before, Set<String> uncounted) {
        this.file = file;
        this.route = route;
        this.before = before;
        this.uncounted = Set.copyOf(uncounted);
    }

    boolean isAbout(Route other) {
        return route.equals(other);
    }

    @Override
    public synchronized Served look() {
        try (var log = FileChannel.open(file, READ)) {
            if (position < 0) {
                position = Math.max(0, log.size() - READ_BACK_BYTES);
            } else if (log.size() < position) { // rotated
                position = 0;
            }
            while (readChunk(log)) {
                // until its end
            }
        } catch (NoSuchFileException notYet) {
            position = 0;
        } catch (IOException e) {
            LOG.warnf("cannot read %s, its requests are not counted: %s", file, e);
        }
        return served;
    }

    @Override
    public synchronized Pace pace() {
        return new Pace(AnswerTimes.of(timesSince), AnswerTimes.of(timesBefore));
    }

    /** Reads whole lines only; the rest is there at the next look. */
    private boolean readChunk(FileChannel log) throws IOException {
        var chunk = ByteBuffer.allocate(CHUNK_BYTES);
        if (log.read(chunk, position) <= 0) {
            return false;
        }
        var end = chunk.position();
        while (end > 0 && chunk.get(end - 1) != '\n') {
            end--;
        }
        if (end == 0) {
            return false;
        }
        new String(chunk.array(), 0, end, UTF_8).lines().forEach(this::count);
        position += end;
        return true;
    }

    private void count(String line) {
        var matcher = LINE.matcher(line);
        if (!matcher.find() || matcher.group(UPSTREAM).isEmpty() || uncounted.contains(matcher.group(PATH))) {
            return;
        }
        var status = Integer.parseInt(matcher.group(STATUS));
        var one = new Tally(1, status >= FAILURE ? 1 : 0);
        Optional<Route> by = Route.parse(matcher.group(ROUTE));
        if (by.equals(Optional.of(route))) {
            served = new Served(served.since().plus(one), served.before());
            time(status, matcher.group(HEAD_SECONDS), timesSince);
        } else if (by.isPresent() && by.map(Route::deployment).equals(before)) {
            served = new Served(served.since(), served.before().plus(one));
            time(status, matcher.group(HEAD_SECONDS), timesBefore);
        }
    }

    /**
     * The time to the head of the answer: how long a stream then goes on says nothing. Of several tries there is a list,
     * and its time says nothing about one version; nor does the time of what failed or was upgraded.
     */
    private static void time(int status, @Nullable String seconds, long[] times) {
        if (seconds != null && status < FAILURE && status != UPGRADED) {
            times[AnswerTimes.bucket(Double.parseDouble(seconds) * MILLIS)]++;
        }
    }
}
