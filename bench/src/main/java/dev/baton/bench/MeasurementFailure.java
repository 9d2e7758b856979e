package dev.baton.bench;

/** Something could not be measured. The message says why and what to do. */
public final class MeasurementFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MeasurementFailure(String message) {
        super(message);
    }
}
