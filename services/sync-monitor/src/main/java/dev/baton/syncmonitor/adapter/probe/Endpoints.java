package dev.baton.syncmonitor.adapter.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.descriptor.RequestBudget;
import dev.baton.descriptor.Source;
import dev.baton.model.SecretRef;
import dev.baton.syncmonitor.domain.Secrets;
import dev.baton.syncmonitor.domain.sampling.BudgetStore;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
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
    private final BudgetStore budgets;
    private final Map<Account, Allowance> allowances = new ConcurrentHashMap<>();

    /** Of which nothing is known after the process's end. */
    public Endpoints(Web web, Secrets secrets, Clock clock) {
        this(web, secrets, clock, BudgetStore.NONE);
    }

    /** @param budgets keeps what is left of each key's budget of a day */
    public Endpoints(Web web, Secrets secrets, Clock clock, BudgetStore budgets) {
        this.budgets = budgets;
        this.web = web;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Another budget counts anew. */
    private record Account(URI url, Optional<SecretRef> key, Optional<RequestBudget> budget) {

        /** A name that tells neither an address, which may hold a key, nor a secret's name. */
        String digest() {
            var parts = Stream.of(
                    url.toString(),
                    key.map(SecretRef::secret).orElse(""),
                    budget.flatMap(RequestBudget::perSecond)
                            .map(Object::toString)
                            .orElse(""),
                    budget.flatMap(RequestBudget::perDay).map(Object::toString).orElse(""));
            try {
                var sha = MessageDigest.getInstance("SHA-256");
                return HexFormat.of()
                        .formatHex(sha.digest(
                                parts.collect(Collectors.joining("\n")).getBytes(UTF_8)));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** Keeps what is left of every budget, to the last call; for the process's end. */
    public void keepBudgets() {
        allowances.values().forEach(Allowance::keep);
    }

    /** Where the keys are found, and what else a source asks for. */
    Secrets secrets() {
        return secrets;
    }

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
                        key, allowances.computeIfAbsent(new Account(evm.url(), key, evm.budget()), this::allowance)))
                .toList();
        return new KeyedEndpoint(web, evm.url(), keys, secrets, clock, patience, generous);
    }

    private Allowance allowance(Account account) {
        if (account.budget().flatMap(RequestBudget::perDay).isEmpty()) {
            return new Allowance(account.budget(), clock.instant());
        }
        var name = account.digest();
        return new Allowance(
                account.budget(), clock.instant(), budgets.load(name), remainder -> budgets.save(name, remainder));
    }
}
