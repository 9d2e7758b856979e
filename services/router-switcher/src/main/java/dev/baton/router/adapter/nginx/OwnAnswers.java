package dev.baton.router.adapter.nginx;

import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import java.util.Optional;

/** What NGINX itself answers at a site's public addresses, which shows by which text of the site it goes. */
final class OwnAnswers {

    /** Answers in a row, each over a new connection: workers of the former configuration accept until they are told. */
    private static final int ANSWERS_IN_A_ROW = 3;

    private final Prober prober;

    OwnAnswers(Prober prober) {
        this.prober = prober;
    }

    /** Whether NGINX answers by this text at every public address. */
    boolean comeBy(SiteText text, Site site) {
        return site.fronts().stream().allMatch(front -> comeBy(text, front));
    }

    /** Whether one of Baton's sites answers there, of whichever application. */
    boolean comeFrom(Endpoint front) {
        return prober.ask(front, Router.OWN_PATH) instanceof Answer.Answered answered
                && answered.site().isPresent();
    }

    private boolean comeBy(SiteText text, Endpoint front) {
        for (var answer = 0; answer < ANSWERS_IN_A_ROW; answer++) {
            if (!(prober.ask(front, Router.OWN_PATH) instanceof Answer.Answered answered)
                    || !answered.site().equals(Optional.of(text.mark()))) {
                return false;
            }
        }
        return true;
    }
}
