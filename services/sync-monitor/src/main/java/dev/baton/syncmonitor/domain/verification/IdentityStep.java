package dev.baton.syncmonitor.domain.verification;

import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Verification.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The source is the chain that the descriptor names, and green has followed that one from its first block. */
final class IdentityStep {

    private static final String IDENTITY = "identity";
    private static final String SOURCE = "source";

    private final Subject subject;
    private final Scope scope;

    IdentityStep(Subject subject, Scope scope) {
        this.subject = subject;
        this.scope = scope;
    }

    List<Finding> findings() throws Unreachable {
        if (subject.source().isEmpty()) {
            return List.of(
                    new Finding.LeftOut("chain id: " + Steps.NO_SOURCE),
                    new Finding.LeftOut("genesis hash: " + Steps.NO_SOURCE));
        }
        var source = subject.source().get();
        var left = new ArrayList<Finding>();
        var compared = 0;
        var chain = subject.verify().chainId();
        if (chain.isEmpty()) {
            left.add(new Finding.LeftOut("chain id: the descriptor names none (verify.chainId)"));
        } else {
            var found = source.chainId();
            if (!found.equals(chain.get())) {
                return differs(new Difference(scope.lowest(), "chain " + chain.get(), SOURCE, "chain " + found));
            }
            compared++;
        }
        var genesis = subject.verify().genesisHash();
        if (genesis.isEmpty()) {
            left.add(new Finding.LeftOut("genesis hash: the descriptor names none (verify.genesisHash)"));
        } else {
            var wanted = new BlockHash(genesis.get());
            var origin = source.origin();
            if (wanted.equals(origin.hash())) {
                var mine = subject.green()
                        .hashes(new TreeSet<>(List.of(origin.height())))
                        .get(origin.height());
                if (mine != null && !mine.equals(wanted)) {
                    return differs(new Difference(origin.height(), mine.value(), SOURCE, wanted.value()));
                }
                compared++;
            } else if (origin.first()) {
                return differs(
                        new Difference(origin.height(), "genesis " + wanted, SOURCE, "genesis " + origin.hash()));
            } else {
                left.add(new Finding.LeftOut("genesis hash: the source's first block is " + origin.height()
                        + ", it may have dropped those below; name one that has all (verify.source)"));
            }
        }
        if (compared > 0) {
            left.addFirst(new Finding.Equal(new Check(IDENTITY, SOURCE, compared)));
        }
        return left;
    }

    private static List<Finding> differs(Difference difference) {
        return List.of(new Finding.Differs(IDENTITY, 1, List.of(difference)));
    }
}
