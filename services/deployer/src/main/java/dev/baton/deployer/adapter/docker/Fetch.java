package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.model.LoadResponseItem;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import dev.baton.deployer.domain.ImageRequest;
import dev.baton.deployer.domain.ImageStore.Preparation;
import dev.baton.model.DeploymentId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The fetching of one image: a pull from its registry, or the load of an archive. Goes on by itself. */
final class Fetch {
    private final DockerEngine engine;
    private final ImageRequest request;
    private final Map<String, Layer> layers = new ConcurrentHashMap<>();
    private volatile State state = new State.Going();

    private Fetch(DockerEngine engine, ImageRequest request) {
        this.engine = engine;
        this.request = request;
    }

    /** Which deployment fetches which image. */
    record Key(DeploymentId deployment, String reference) {}

    /** How it stands. */
    sealed interface State {
        /** It goes on. */
        record Going() implements State {}

        /** The engine has it. */
        record Done() implements State {}

        /** It failed; the reason says what to do. */
        record Broken(String reason) implements State {}

        /** The engine went away. */
        record Away(String reason) implements State {}
    }

    private record Layer(boolean done, long bytesDone, long bytes) {}

    static Fetch begin(DockerEngine engine, ImageRequest request) {
        Fetch fetch = new Fetch(engine, request);
        Thread.ofVirtual().name("fetch " + request.reference()).start(fetch::run);
        return fetch;
    }

    State state() {
        return state;
    }

    Preparation progress() {
        return new Preparation.Fetching(
                request.reference(),
                (int) layers.values().stream().filter(Layer::done).count(),
                layers.size(),
                layers.values().stream().mapToLong(Layer::bytesDone).sum(),
                layers.values().stream().mapToLong(Layer::bytes).sum());
    }

    private void run() {
        try {
            if (request.archive().isPresent()) {
                load(request.archive().get());
            } else {
                pull();
            }
            state = new State.Done();
        } catch (DockerEngine.Unreachable e) {
            state = new State.Away(e.getMessage());
        } catch (RuntimeException e) {
            state = new State.Broken(reason(e));
        } catch (IOException e) {
            state = new State.Broken("the archive " + request.archive().orElseThrow() + " cannot be read: "
                    + e.getMessage() + ": correct `archive`, or make it with docker save");
        }
    }

    private String reason(RuntimeException failure) {
        String told = String.valueOf(failure.getMessage());
        return request.archive().isPresent()
                ? told
                : "the image %s cannot be pulled: %s; correct its name, see that its registry answers and knows the"
                                .formatted(request.reference(), told)
                        + " login in ~/.docker/config.json, or bring the image by `archive`";
    }

    private void pull() {
        Reference reference = Reference.of(request.reference());
        engine.askPatiently(client -> {
            try {
                return client.pullImageCmd(reference.repository())
                        .withTag(reference.version())
                        .exec(new PullImageResultCallback() {
                            @Override
                            public void onNext(PullResponseItem item) {
                                super.onNext(item);
                                note(item);
                            }
                        })
                        .awaitCompletion();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DockerClientException("the deployer is stopping", e);
            }
        });
    }

    private void note(ResponseItem item) {
        String id = item.getId();
        String status = item.getStatus();
        if (id == null || status == null || status.startsWith("Pulling from")) {
            return;
        }
        ResponseItem.ProgressDetail detail = item.getProgressDetail();
        Layer known = layers.getOrDefault(id, new Layer(false, 0, 0));
        boolean done = status.equals("Pull complete") || status.equals("Already exists");
        if (status.equals("Downloading") && detail != null && detail.getTotal() != null) {
            layers.put(
                    id,
                    new Layer(
                            false,
                            detail.getCurrent() == null ? 0 : detail.getCurrent(),
                            Math.max(0, detail.getTotal())));
        } else {
            layers.put(id, new Layer(done, done ? known.bytes() : known.bytesDone(), known.bytes()));
        }
    }

    /** Streamed, whatever its size; afterwards the name must be there, or it was another image's archive. */
    private void load(Path archive) throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        List<String> errors = new CopyOnWriteArrayList<>();
        if (Files.isDirectory(archive)) {
            throw new IOException("it is a folder");
        }
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(archive))) {
            engine.askPatiently(client -> {
                try {
                    return client.loadImageAsyncCmd(stream)
                            .exec(new ResultCallback.Adapter<LoadResponseItem>() {
                                @Override
                                public void onNext(LoadResponseItem item) {
                                    if (item.isErrorIndicated()) {
                                        errors.add(Optional.ofNullable(item.getErrorDetail())
                                                .map(ResponseItem.ErrorDetail::getMessage)
                                                .orElse("it gives no reason"));
                                    } else if (item.getStream() != null) {
                                        told.add(item.getStream().strip());
                                    }
                                }
                            })
                            .awaitCompletion();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new DockerClientException("the deployer is stopping", e);
                }
            });
        } catch (NoSuchFileException e) {
            throw new IOException("it does not exist", e);
        }
        if (!errors.isEmpty() || told.isEmpty()) {
            throw new IOException(
                    errors.isEmpty() ? "the engine found no image in it" : "the engine says: " + errors.getFirst());
        }
        if (engine.find(client -> client.inspectImageCmd(request.reference()).exec())
                .isEmpty()) {
            throw new DockerClientException("the archive " + archive + " does not hold " + request.reference()
                    + "; the engine says of it: " + String.join(", ", told)
                    + ": correct `image` or `archive`, or save it under that name");
        }
    }
}
