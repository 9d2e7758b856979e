package dev.baton.router.adapter.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;

import dev.baton.model.ApplicationName;
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
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The access log that the generated site writes, a JSON object a line. Only requests that went to the application count:
 * what NGINX answers by itself, a limit for example, says nothing about a version.
 */
public final class AccessLog implements RequestRecord {

    /** What a count begins with, from before it: the version before, or the same one before a restart. */
    private static final long READ_BACK_BYTES = 8 << 20;

    private static final int CHUNK_BYTES = 1 << 20;

    /** NGINX escapes quotes inside of values, so none of these can be forged by a path. */
    private static final Pattern LINE = Pattern.compile(
            "\"route\":\"([^\"]*)\".*?,\"status\":([0-9]{3}),\"bytes\".*,\"upstream\":\"([^\"]*)\",\"upstreamStatus\"");

    private static final int FAILURE = 500;

    private static final Logger LOG = Logger.getLogger(AccessLog.class);

    private final NginxLayout layout;

    public AccessLog(NginxLayout layout) {
        this.layout = layout;
    }

    @Override
    public Counting count(ApplicationName application, Route route) {
        return new Tail(layout.accessLog(application), route);
    }

    /** Not for several threads at once. */
    private static final class Tail implements Counting {

        private final Path file;
        private final Route route;
        private Served served = Served.NOTHING;
        private long position = -1;

        private Tail(Path file, Route route) {
            this.file = file;
            this.route = route;
        }

        @Override
        public Served look() {
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
            if (!matcher.find() || matcher.group(3).isEmpty()) {
                return;
            }
            var one = new Tally(1, Integer.parseInt(matcher.group(2)) >= FAILURE ? 1 : 0);
            Optional<Route> by = Route.parse(matcher.group(1));
            if (by.equals(Optional.of(route))) {
                served = new Served(served.since().plus(one), served.before());
            } else if (by.isPresent() && !by.get().deployment().equals(route.deployment())) {
                served = new Served(served.since(), served.before().plus(one));
            }
        }
    }
}
