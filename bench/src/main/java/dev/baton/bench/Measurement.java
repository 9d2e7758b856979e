package dev.baton.bench;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * One measurement: a class with a picocli {@code @Command}, whose name is the class's in lower case, whose first line of
 * description is what the list shows, and whose options have defaults that bound it in count and time.
 */
public interface Measurement {

    /**
     * Measures.
     *
     * @param progress takes a line for people whenever something is worth one
     * @throws MeasurementFailure when it cannot be measured here; the message says what to do
     */
    Figures measure(Consumer<String> progress) throws IOException, InterruptedException;
}
