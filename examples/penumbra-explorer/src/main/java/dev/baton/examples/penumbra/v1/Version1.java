package dev.baton.examples.penumbra.v1;

import dev.baton.examples.penumbra.explorer.DataModel;
import dev.baton.examples.penumbra.explorer.Explorer;

/** A transaction's content as bytes. */
public final class Version1 implements DataModel {

    /** Runs version 1 of the stand-in; the environment configures it. */
    public static void main(String[] args) {
        Explorer.run(new Version1());
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public String rawDataType() {
        return "bytea";
    }

    @Override
    public Object rawData(byte[] content) {
        return content;
    }
}
