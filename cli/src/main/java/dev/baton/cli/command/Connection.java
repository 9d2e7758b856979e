package dev.baton.cli.command;

import dev.baton.cli.client.AuditApi;
import dev.baton.cli.client.Requests;
import dev.baton.cli.up.Component;
import dev.baton.cli.up.Endpoints;
import dev.baton.cli.up.Layout;
import java.time.Clock;

/** A Baton that is up, with the two ways of talking to it. */
record Connection(AuditApi audit, Requests requests) {
    static Connection to(Layout layout) {
        var endpoints = Endpoints.require(layout);
        return new Connection(
                new AuditApi(endpoints.service(Component.AUDIT)),
                new Requests(endpoints.bootstrapServers(), endpoints.topicPrefix(), Clock.systemUTC()));
    }
}
