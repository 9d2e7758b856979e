package dev.baton.demo;

import dev.baton.demo.stage.DevChain;
import java.io.IOException;
import java.util.Map;

/** What the indexer has around it: the chain that it follows, a place for its databases, and what it runs as. */
interface Surroundings extends AutoCloseable {

    /** Makes sure of what has to be there before anything starts. {@link dev.baton.demo.stage.DemoFailure} if it is not. */
    void prepare();

    /** Starts them; the chain is {@code blocks} high. */
    void open(long blocks) throws IOException;

    /** The chain. */
    DevChain chain();

    /** The resource that becomes the descriptor. */
    String template();

    /** What is filled into the template for that version of the indexer, by name. */
    Map<String, String> values(int version);

    /** The role that reads the indexer's databases. */
    String databaseRole();

    /** Its password; empty where none is asked for. */
    String databasePassword();

    /** Versions of what takes part, for the report. */
    Map<String, String> versions();

    /** Ends what was opened, and whatever is left of it. Repeatable. */
    @Override
    void close();
}
