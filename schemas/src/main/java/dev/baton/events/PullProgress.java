package dev.baton.events;

/**
 * How far the fetching of an image is. Told every few seconds, and not at all for what is fetched sooner.
 *
 * @param image as the descriptor names it
 * @param sequence counts the reports on the deployment; grows
 * @param layersDone how many of its layers are there
 * @param layers how many layers are known so far
 * @param bytesDone how much of those being fetched is there, in bytes
 * @param bytes how much those being fetched have in all, in bytes
 */
public record PullProgress(String image, int sequence, int layersDone, int layers, long bytesDone, long bytes)
        implements LifecycleEvent {}
