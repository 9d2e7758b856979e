package dev.baton.syncmonitor.adapter.file;

import dev.baton.model.DeploymentId;
import dev.baton.syncmonitor.domain.sampling.Series;
import dev.baton.syncmonitor.domain.sampling.SeriesStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A small file for each deployment that is sampled. Those that are too old to go on with are removed now and then. */
public final class SeriesFiles implements SeriesStore {

    private static final Duration TIDIED_EACH = Duration.ofHours(1);

    /** Whatever remembers in another way begins anew. */
    private static final int FORMAT = 2;

    private final SmallFiles<Kept> files;
    private final Clock clock;
    private Instant tidiedAt = Instant.MIN;

    /** @param directory is made where it is missing */
    public SeriesFiles(Path directory, Clock clock) {
        this.files = new SmallFiles<>(directory, Kept.class, "what its sampling had learned");
        this.clock = clock;
        tidy();
    }

    /** The content of a file. */
    record Kept(int format, Series series) {
        Kept {
            Objects.requireNonNull(series, "nothing was learned");
        }
    }

    @Override
    public Optional<Series> load(DeploymentId deployment) {
        return files.read(deployment.toString())
                .filter(kept -> kept.format() == FORMAT)
                .map(Kept::series);
    }

    @Override
    public void save(DeploymentId deployment, Series series) {
        files.write(deployment.toString(), new Kept(FORMAT, series));
        tidy();
    }

    private synchronized void tidy() {
        var now = clock.instant();
        if (now.isAfter(tidiedAt.plus(TIDIED_EACH))) {
            files.removeBefore(now.minus(Series.LONGEST_BREAK));
            tidiedAt = now;
        }
    }
}
