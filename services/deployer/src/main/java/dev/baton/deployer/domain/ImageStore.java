package dev.baton.deployer.domain;

import dev.baton.model.DeploymentId;
import dev.baton.model.ResolvedImage;
import java.util.List;

/** Where images are, or are fetched to, before containers are made from them. */
public interface ImageStore {

    /** Sees to it that these images are there. Returns at once: what takes long goes on, and is asked about again. */
    Preparation prepare(DeploymentId deployment, List<ImageRequest> images);

    /** How far they are. */
    sealed interface Preparation {
        /** All are there, and this is what they are. */
        record Resolved(List<ResolvedImage> images) implements Preparation {
            public Resolved {
                images = List.copyOf(images);
            }
        }

        /** One is being fetched; in layers and bytes, so far as they are known. */
        record Fetching(String image, int layersDone, int layers, long bytesDone, long bytes) implements Preparation {}

        /** One cannot be had; the reason says what to do. */
        record Failed(String reason) implements Preparation {}

        /** It cannot be said now. */
        record Unknown(String reason) implements Preparation {}
    }
}
