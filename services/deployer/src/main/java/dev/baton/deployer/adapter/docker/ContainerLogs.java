package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Frame;
import dev.baton.deployer.domain.LogTail;
import dev.baton.model.DeploymentId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What containers print. */
final class ContainerLogs {
    private static final int ANSWER_LIMIT_SECONDS = 10;

    /** More than are told in an event, for whoever looks into the files. */
    private static final int KEPT_LINES = 1000;

    private static final Duration OVERLAP = Duration.ofSeconds(5);

    private final DockerEngine engine;
    private final Map<String, Instant> asked = new ConcurrentHashMap<>();
    private final ContainerRecords records;

    ContainerLogs(DockerEngine engine, ContainerRecords records) {
        this.engine = engine;
        this.records = records;
    }

    /** The end of what the container printed that a failure is most likely about; of one that is gone, what was kept. */
    List<String> ofSuspect(DeploymentId deployment, InstanceView view) {
        Optional<ContainerView> suspect = view.suspect();
        List<String> lines = suspect.map(container -> tail(engine, container.id(), 2 * LogTail.LINES))
                .orElse(List.of());
        return lines.isEmpty() ? records.output(deployment, suspect.map(ContainerView::name)) : lines;
    }

    /**
     * Whether the container, since it was started, has printed a line in which the pattern is found. Asks only for what was
     * printed since the last time, and for a little before that, since a line may have been half printed then.
     */
    boolean hasPrinted(ContainerView container, Pattern line, Instant now) {
        Instant since = Stream.of(asked.getOrDefault(container.id(), Instant.MIN), container.startedAt())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        boolean whole =
                read(engine, container.id(), output, command -> command.withSince((int) since.getEpochSecond()));
        if (whole) {
            asked.put(container.id(), now.minus(OVERLAP));
        }
        return output.toString(StandardCharsets.UTF_8).lines().anyMatch(line.asPredicate());
    }

    /** The container is gone. */
    void forget(ContainerView container) {
        asked.remove(container.id());
    }

    /** Keeps the end of it beyond the container's removal. */
    void keep(DeploymentId deployment, ContainerView container) {
        records.keepOutput(deployment, container.name(), tail(engine, container.id(), KEPT_LINES));
    }

    /** The last lines that the container with this id has printed, or prints. */
    static List<String> tail(DockerEngine engine, String container, int count) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        read(engine, container, output, command -> command.withTail(count));
        return output.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Whether all of it came in time. */
    private static boolean read(
            DockerEngine engine, String container, ByteArrayOutputStream output, UnaryOperator<LogContainerCmd> which) {
        return engine.find(client -> {
                    try {
                        return which.apply(client.logContainerCmd(container)
                                        .withStdOut(true)
                                        .withStdErr(true))
                                .exec(new ResultCallback.Adapter<Frame>() {
                                    @Override
                                    public void onNext(Frame frame) {
                                        output.writeBytes(frame.getPayload());
                                    }
                                })
                                .awaitCompletion(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                })
                .orElse(false);
    }
}
