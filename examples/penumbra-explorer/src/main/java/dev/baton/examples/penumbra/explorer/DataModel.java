package dev.baton.examples.penumbra.explorer;

/** All that differs between versions: how {@code explorer_transactions.raw_data} is kept. */
public interface DataModel {

    /** The version that every answer names in its header {@value WebServer#VERSION_HEADER}. */
    String version();

    /** The column's type, as {@code information_schema} names it. */
    String rawDataType();

    /** What goes into the column for a transaction's content. */
    Object rawData(byte[] content);
}
