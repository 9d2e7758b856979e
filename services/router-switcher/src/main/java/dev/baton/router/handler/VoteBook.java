package dev.baton.router.handler;

import dev.baton.events.Envelope;
import dev.baton.events.RouteProven;
import dev.baton.events.RouteRefused;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.router.domain.Vote;
import dev.baton.router.domain.Votes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the routers have said of each application's newest route, as far as the log was read. */
@Singleton
class VoteBook {

    private final Map<ApplicationName, Page> pages = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Takes in one event; others than votes say nothing. */
    void note(Envelope<?> envelope) {
        if (envelope.event() instanceof RouteProven proven) {
            note(envelope, proven.epoch(), proven.node(), new Vote.Proven(proven.proof()));
        } else if (envelope.event() instanceof RouteRefused refused) {
            note(envelope, refused.epoch(), refused.node(), new Vote.Refused(refused.reason()));
        }
    }

    /** What was said of that route so far. */
    Votes of(ApplicationName application, DeploymentId deployment, long epoch) {
        lock.lock();
        try {
            return Optional.ofNullable(pages.get(application))
                    .filter(page -> page.isAbout(deployment, epoch))
                    .map(Page::votes)
                    .orElse(Votes.NONE);
        } finally {
            lock.unlock();
        }
    }

    /** Returns when that route has more votes than these, or after the time. */
    void awaitMore(ApplicationName application, DeploymentId deployment, long epoch, Votes known, Duration atMost) {
        lock.lock();
        try {
            var left = atMost.toNanos();
            while (left > 0 && of(application, deployment, epoch).equals(known)) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** History is read again. */
    void forget() {
        lock.lock();
        try {
            pages.clear();
        } finally {
            lock.unlock();
        }
    }

    private void note(Envelope<?> envelope, long epoch, String node, Vote vote) {
        if (envelope.deployment().isEmpty()) {
            return;
        }
        var deployment = envelope.deployment().get();
        lock.lock();
        try {
            var page = pages.get(envelope.application());
            if (page != null && page.epoch() > epoch) {
                return;
            }
            var votes = page != null && page.isAbout(deployment, epoch) ? page.votes() : Votes.NONE;
            pages.put(envelope.application(), new Page(deployment, epoch, votes.with(node, vote)));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private record Page(DeploymentId deployment, long epoch, Votes votes) {
        boolean isAbout(DeploymentId other, long otherEpoch) {
            return deployment.equals(other) && epoch == otherEpoch;
        }
    }
}
