package dev.baton.bench.rollback;

import dev.baton.model.Address;
import dev.baton.router.domain.Served;
import dev.baton.router.domain.Served.Tally;
import dev.baton.support.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A version of an application in this process, healthy whatever happens, and its own record of what it answered. */
final class Version {

    private static final String HEALTH = "/health";
    private static final int FAILED = 500;

    private final Clock clock;
    private final Address address = Address.loopback(FreePorts.next());
    private final List<Answer> answers = new ArrayList<>();
    private int failsOneIn = Integer.MAX_VALUE;

    private record Answer(Instant at, boolean failed) {}

    private Version(Clock clock) {
        this.clock = clock;
    }

    /** Listens when it returns; ends with Vert.x. */
    static Version start(Vertx vertx, Clock clock) {
        var version = new Version(clock);
        vertx.createHttpServer(
                        new HttpServerOptions().setHost(version.address.host()).setPort(version.address.port()))
                .requestHandler(version::answer)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return version;
    }

    Address address() {
        return address;
    }

    /** Begins a new record; from now on one in so many requests of users is answered with 500. */
    synchronized void beginFailing(int oneIn) {
        answers.clear();
        failsOneIn = oneIn;
    }

    /** How many requests of users it has failed, on its record. */
    synchronized long failed() {
        return answers.stream().filter(Answer::failed).count();
    }

    /** When it first failed. */
    synchronized Optional<Instant> firstFailure() {
        return answers.stream().filter(Answer::failed).map(Answer::at).findFirst();
    }

    /** When enough had failed for the rule to be breached, had somebody counted along. */
    synchronized Optional<Instant> breachedAt(double allowedPercent) {
        var soFar = new Tally(0, 0);
        for (var answer : answers) {
            soFar = soFar.plus(new Tally(1, answer.failed() ? 1 : 0));
            if (new Served(soFar, new Tally(0, 0)).breach(allowedPercent).isPresent()) {
                return Optional.of(answer.at());
            }
        }
        return Optional.empty();
    }

    private void answer(HttpServerRequest request) {
        var health = request.path().equals(HEALTH);
        var failed = !health && isToFail();
        request.response().setStatusCode(failed ? FAILED : 200).end("a version");
    }

    private synchronized boolean isToFail() {
        var failed = (answers.size() + 1) % failsOneIn == 0;
        answers.add(new Answer(clock.instant(), failed));
        return failed;
    }
}
