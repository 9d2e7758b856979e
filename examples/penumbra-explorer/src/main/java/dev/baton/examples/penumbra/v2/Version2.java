package dev.baton.examples.penumbra.v2;

import dev.baton.examples.penumbra.explorer.DataModel;
import dev.baton.examples.penumbra.explorer.Explorer;
import java.util.Base64;

/** A transaction's content as Base64 text: the change for which Penumbra's explorer once had to index everything anew. */
public final class Version2 implements DataModel {

    /** Runs version 2 of the stand-in; the environment configures it. */
    public static void main(String[] args) {
        Explorer.run(new Version2());
    }

    @Override
    public String version() {
        return "2";
    }

    @Override
    public String rawDataType() {
        return "text";
    }

    @Override
    public Object rawData(byte[] content) {
        return Base64.getEncoder().encodeToString(content);
    }
}
