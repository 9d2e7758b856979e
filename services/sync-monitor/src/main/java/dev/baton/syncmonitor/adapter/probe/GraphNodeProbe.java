package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.model.Text;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.net.URI;

/**
 * A subgraph as graph-node's indexing statuses tell it: its newest block, or the head of its chain. The flag {@code synced}
 * is not asked for: once set it stays, whatever happens to the subgraph.
 */
final class GraphNodeProbe implements HeightProbe {

    private static final String QUERY = """
            query ($deployments: [String!]!) {
              indexingStatuses(subgraphs: $deployments) {
                health fatalError { message } chains { chainHeadBlock { number } latestBlock { number } }
              }
            }""";

    private final Web web;
    private final URI address;
    private final String deployment;
    private final Role role;

    GraphNodeProbe(Web web, URI address, String deployment, Role role) {
        this.web = web;
        this.address = address;
        this.deployment = deployment;
        this.role = role;
    }

    @Override
    public String name() {
        return "graph-node " + Web.shown(address);
    }

    @Override
    public Reading read() {
        var request = JsonNodeFactory.instance.objectNode().put("query", QUERY);
        request.putObject("variables").putArray("deployments").add(deployment);
        try {
            return read(web.post(address, request));
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }

    private Reading read(JsonNode answer) {
        var statuses = answer.at("/data/indexingStatuses");
        if (!statuses.isArray()) {
            return unknown("gave no indexing statuses: is it graph-node's index node?" + GraphQl.complaint(answer));
        }
        if (statuses.isEmpty()) {
            return unknown("does not index " + Text.quoted(deployment));
        }
        var status = statuses.get(0);
        if (status.path("chains").size() != 1) {
            return unknown("names " + status.path("chains").size() + " chains for the subgraph instead of one");
        }
        var chain = status.path("chains").get(0);
        return switch (role) {
            case TIP -> Heights.decimal(name() + " at chainHeadBlock", chain.at("/chainHeadBlock/number"));
            case HEIGHT -> height(status, chain);
        };
    }

    /** A subgraph can be synced and failed at once, so what it says about its health counts first. */
    private Reading height(JsonNode status, JsonNode chain) {
        if (!status.path("health").asText("").equals("healthy")) {
            return unknown("says that the subgraph is "
                    + Text.quoted(status.path("health").asText("of unknown health")) + ": "
                    + Text.quoted(status.at("/fatalError/message").asText("no reason given")));
        }
        return Heights.decimal(name() + " at latestBlock", chain.at("/latestBlock/number"));
    }

    private Reading unknown(String what) {
        return new Reading.Unknown(name() + " " + what);
    }
}
