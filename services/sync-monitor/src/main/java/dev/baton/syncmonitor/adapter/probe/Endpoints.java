package dev.baton.syncmonitor.adapter.probe;

import dev.baton.descriptor.RequestBudget;
import dev.baton.descriptor.Source;
import dev.baton.model.SecretRef;
import dev.baton.syncmonitor.domain.Secrets;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The providers of EVM nodes. Who asks with the same key, for whichever deployment, shares that key's budget. */
public final class Endpoints {

    /** A look does not wait longer; the next one is due soon. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** A verification can wait, but the proof that called for it gets old. */
    private static final Duration VERIFICATION = Duration.ofSeconds(60);

    private final Web web;
    private final Secrets secrets;
    private final Clock clock;
    private final Map<Account, Allowance> allowances = new ConcurrentHashMap<>();

    public Endpoints(Web web, Secrets secrets, Clock clock) {
        this.web = web;
        this.secrets = secrets;
        this.clock = clock;
    }

    private record Account(URI url, Optional<SecretRef> key, Optional<RequestBudget> budget) {}

    /** For single questions, now and then. */
    Endpoint forLooks(Source.Evm evm) {
        return endpoint(evm, LOOK, true);
    }

    /** For many questions at once. */
    Endpoint forVerification(Source.Evm evm) {
        return endpoint(evm, VERIFICATION, false);
    }

    private Endpoint endpoint(Source.Evm evm, Duration patience, boolean generous) {
        var names = evm.keys().isEmpty()
                ? Stream.of(Optional.<SecretRef>empty())
                : evm.keys().stream().map(Optional::of);
        List<KeyedEndpoint.Key> keys = names.map(key -> new KeyedEndpoint.Key(
                        key,
                        allowances.computeIfAbsent(
                                new Account(evm.url(), key, evm.budget()),
                                account -> new Allowance(account.budget(), clock.instant()))))
                .toList();
        return new KeyedEndpoint(web, evm.url(), keys, secrets, clock, patience, generous);
    }
}
