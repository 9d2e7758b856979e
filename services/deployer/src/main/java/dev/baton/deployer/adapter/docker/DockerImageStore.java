package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import dev.baton.deployer.domain.ImageRequest;
import dev.baton.deployer.domain.ImageStore;
import dev.baton.descriptor.Container.PullPolicy;
import dev.baton.model.DeploymentId;
import dev.baton.model.ResolvedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The images of a Docker engine. Fetches go on in the background, one image of a deployment after the other. */
public final class DockerImageStore implements ImageStore {
    private final DockerEngine engine;

    /** By deployment and reference: what is being fetched, or was. Forgotten with the process, and then begun again. */
    private final Map<Fetch.Key, Fetch> fetches = new ConcurrentHashMap<>();

    /** The images of this engine. */
    public DockerImageStore(DockerEngine engine) {
        this.engine = engine;
    }

    @Override
    public Preparation prepare(DeploymentId deployment, List<ImageRequest> requests) {
        try {
            List<ResolvedImage> resolved = new ArrayList<>();
            for (ImageRequest request : requests) {
                Optional<Preparation> outstanding = outstanding(deployment, request);
                if (outstanding.isPresent()) {
                    return outstanding.get();
                }
                Optional<InspectImageResponse> image = inspect(request.reference());
                if (image.isEmpty()) {
                    return new Preparation.Failed(absent(request));
                }
                resolved.add(new ResolvedImage(
                        request.container(),
                        request.reference(),
                        image.get().getId(),
                        digest(request.reference(), image.get())));
            }
            forget(deployment);
            return new Preparation.Resolved(resolved);
        } catch (DockerEngine.Unreachable e) {
            return new Preparation.Unknown(e.getMessage());
        } catch (DockerEngine.Refused e) {
            return new Preparation.Failed(e.getMessage());
        }
    }

    private void forget(DeploymentId deployment) {
        fetches.keySet().removeIf(key -> key.deployment().equals(deployment));
    }

    /** What is still to be waited for, or has failed; empty where the image was fetched or needs no fetching. */
    private Optional<Preparation> outstanding(DeploymentId deployment, ImageRequest request) {
        Fetch.Key key = new Fetch.Key(deployment, request.reference());
        Fetch known = fetches.get(key);
        if (known == null) {
            if (request.pull() == PullPolicy.NEVER
                    || request.pull() == PullPolicy.MISSING
                            // An archive is what is meant, whatever the engine has under its name.
                            && request.archive().isEmpty()
                            && inspect(request.reference()).isPresent()) {
                return Optional.empty();
            }
            Fetch begun = Fetch.begin(engine, request);
            fetches.put(key, begun);
            return Optional.of(begun.progress());
        }
        return switch (known.state()) {
            case Fetch.State.Going _ -> Optional.of(known.progress());
            case Fetch.State.Done _ -> Optional.empty();
            case Fetch.State.Broken(String reason) -> {
                fetches.remove(key);
                yield Optional.of(new Preparation.Failed(reason));
            }
            case Fetch.State.Away(String reason) -> {
                fetches.remove(key);
                yield Optional.of(new Preparation.Unknown(reason));
            }
        };
    }

    private Optional<InspectImageResponse> inspect(String reference) {
        return engine.find(client -> client.inspectImageCmd(reference).exec());
    }

    private static String absent(ImageRequest request) {
        return request.pull() == PullPolicy.NEVER
                ? "the engine has no image %s, and `pull: never` forbids to fetch it: load or build it, or change `pull`"
                        .formatted(request.reference())
                : "the image %s was fetched and is not there: was it removed meanwhile?".formatted(request.reference());
    }

    /** What the registry calls it, where it came from one. */
    private static Optional<String> digest(String reference, InspectImageResponse image) {
        List<String> digests = Optional.ofNullable(image.getRepoDigests()).orElse(List.of());
        String repository = Reference.of(reference).repository();
        return digests.stream()
                .filter(digest -> digest.startsWith(repository + "@"))
                .findFirst()
                .or(() -> digests.stream().findFirst());
    }
}
