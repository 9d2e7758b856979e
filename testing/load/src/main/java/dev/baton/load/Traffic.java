package dev.baton.load;

import dev.baton.load.wire.Opening;
import dev.baton.load.wire.Request;
import java.time.Duration;

/**
 * One stream of traffic. {@code perSecond} is shared by all {@code clients} of the stream; a client whose answer comes
 * late skips the ticks it missed, it does not burst.
 */
public sealed interface Traffic {

    /** How many clients, each with its own connection. */
    int clients();

    /** Requests (for WebSockets: openings) a second that the stream aims at, all clients together. */
    double perSecond();

    /** What is asked for. */
    String path();

    /** Under which heading it is counted. */
    Kind kind();

    /** Requests and answers, in contrast to WebSockets. */
    sealed interface Http extends Traffic {

        /** What a good answer says. */
        AnswerCheck check();

        /** The request with this number; called by many threads at once. */
        Request request(long number);
    }

    /** GETs over kept connections. */
    record KeepAliveGets(String path, int clients, double perSecond, AnswerCheck check) implements Http {

        /** Checks the bounds. */
        public KeepAliveGets {
            Bounds.check(path, clients, perSecond);
        }

        @Override
        public Kind kind() {
            return Kind.KEEP_ALIVE_GET;
        }

        @Override
        public Request request(long number) {
            return Request.get(path);
        }
    }

    /** One connection per GET. */
    record NewConnectionGets(String path, int clients, double perSecond, AnswerCheck check) implements Http {

        /** Checks the bounds. */
        public NewConnectionGets {
            Bounds.check(path, clients, perSecond);
        }

        @Override
        public Kind kind() {
            return Kind.NEW_CONNECTION_GET;
        }

        @Override
        public Request request(long number) {
            return Request.getAndClose(path);
        }
    }

    /** POSTs over kept connections. */
    record Posts(String path, PostBody body, int clients, double perSecond, AnswerCheck check) implements Http {

        /** Checks the bounds. */
        public Posts {
            Bounds.check(path, clients, perSecond);
        }

        @Override
        public Kind kind() {
            return Kind.POST;
        }

        @Override
        public Request request(long number) {
            return Request.post(path, body.contentType(), body.bytesOf().apply(number));
        }
    }

    /** POSTs over kept connections whose body is sent in slices spread over {@code over}. */
    record SlowPosts(String path, PostBody body, Duration over, int clients, double perSecond, AnswerCheck check)
            implements Http {

        /** Checks the bounds. */
        public SlowPosts {
            Bounds.check(path, clients, perSecond);
            Bounds.check("over", over);
        }

        @Override
        public Kind kind() {
            return Kind.SLOW_POST;
        }

        @Override
        public Request request(long number) {
            return Request.post(path, body.contentType(), body.bytesOf().apply(number))
                    .over(over);
        }
    }

    /**
     * WebSockets that stay open and listen. A broken one is opened anew, at most {@value #OPENINGS_PER_SECOND} times a
     * second each.
     *
     * @param opening what each says first
     * @param pingEvery how often a ping is sent
     * @param pongWithin the longest a pong may take
     * @param silence the longest time without a message
     */
    record WebSockets(
            String path, Opening opening, int clients, Duration pingEvery, Duration pongWithin, Duration silence)
            implements Traffic {

        private static final int OPENINGS_PER_SECOND = 2;

        /** Checks the bounds. */
        public WebSockets {
            Bounds.check(path, clients, OPENINGS_PER_SECOND);
            Bounds.check("pingEvery", pingEvery);
            Bounds.check("pongWithin", pongWithin);
            Bounds.check("silence", silence);
        }

        /** WebSockets that only listen. */
        public WebSockets(String path, int clients, Duration pingEvery, Duration pongWithin, Duration silence) {
            this(path, Opening.NONE, clients, pingEvery, pongWithin, silence);
        }

        @Override
        public double perSecond() {
            return (double) OPENINGS_PER_SECOND * clients;
        }

        @Override
        public Kind kind() {
            return Kind.WEB_SOCKET;
        }
    }

    /** What every stream must keep to. */
    final class Bounds {

        private static final int MOST_CLIENTS = 512;
        private static final Duration LONGEST = Duration.ofMinutes(10);

        private Bounds() {}

        private static void check(String path, int clients, double perSecond) {
            if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c == 127)) {
                throw new IllegalArgumentException("A path starts with / and has no spaces: " + path);
            }
            if (clients < 1 || clients > MOST_CLIENTS) {
                throw new IllegalArgumentException("1 to " + MOST_CLIENTS + " clients per stream, not " + clients);
            }
            if (!(perSecond > 0)) {
                throw new IllegalArgumentException("A rate is more than 0 per second, not " + perSecond);
            }
        }

        private static void check(String name, Duration duration) {
            if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(name + " is more than 0 and at most " + LONGEST);
            }
        }
    }
}
