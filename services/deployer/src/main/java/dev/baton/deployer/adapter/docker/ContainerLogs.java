package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.baton.deployer.domain.LogTail;
import dev.baton.model.DeploymentId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What containers print. */
final class ContainerLogs {
    private static final int ANSWER_LIMIT_SECONDS = 10;

    /** More than are told in an event, for whoever looks into the files. */
    private static final int KEPT_LINES = 1000;

    private final DockerEngine engine;
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

    /** Keeps the end of it beyond the container's removal. */
    void keep(DeploymentId deployment, ContainerView container) {
        records.keepOutput(deployment, container.name(), tail(engine, container.id(), KEPT_LINES));
    }

    /** The last lines that the container with this id has printed, or prints. */
    static List<String> tail(DockerEngine engine, String container, int count) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        engine.find(client -> {
            try {
                return client.logContainerCmd(container)
                        .withStdOut(true)
                        .withStdErr(true)
                        .withTail(count)
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
        });
        return output.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
