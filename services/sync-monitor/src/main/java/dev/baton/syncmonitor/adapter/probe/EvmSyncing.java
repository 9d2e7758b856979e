package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.Text;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.util.List;

/** What an EVM node says of its own catching up. */
final class EvmSyncing {

    /** A node that works on the block that it has just heard of does not catch up. */
    private static final long AT_WORK = 2;

    private EvmSyncing() {}

    /** What was read of a node, or that it tells no tip because it catches up. */
    static Reading known(Reading reading, JsonRpc rpc) {
        if (!(reading instanceof Reading.Height height)) {
            return reading;
        }
        JsonNode answer;
        try {
            answer = rpc.call("eth_syncing", List.of());
        } catch (NoAnswer _) {
            // Not every node knows the question, and its height is known all the same.
            return reading;
        }
        return isSyncing(answer, rpc.name())
                ? new Reading.Unknown(rpc.name() + " does not know the tip: eth_syncing is "
                        + Text.quoted(answer.toString()) + " at its height " + height.value())
                : reading;
    }

    /** A node that has all blocks and works on other things, an index, say, answers with an object as well. */
    private static boolean isSyncing(JsonNode answer, String name) {
        if (!answer.isObject()) {
            return answer.isBoolean() && answer.booleanValue();
        }
        return !(Heights.quantity(name, answer.path("currentBlock")) instanceof Reading.Height current
                && Heights.quantity(name, answer.path("highestBlock")) instanceof Reading.Height highest
                && highest.value() <= current.value() + AT_WORK);
    }
}
