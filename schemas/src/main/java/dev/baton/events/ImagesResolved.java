package dev.baton.events;

import dev.baton.model.ResolvedImage;
import java.util.List;

/** The engine has all images of the deployment. These very images are what runs, at every start from now on. */
public record ImagesResolved(List<ResolvedImage> images) implements LifecycleEvent {

    public ImagesResolved {
        images = List.copyOf(images);
    }
}
