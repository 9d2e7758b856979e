package dev.baton.router.domain;

/** Sends single requests and reports what came back; never retries, because a retry hides what a user would have seen. */
public interface Prober {

    /** One GET over a connection of its own. */
    Answer ask(Endpoint endpoint, String path);

    /** Connections that stay open from one request to the next, as users' do over a switch. */
    Kept keep(Endpoint endpoint, int connections);

    /** Some open connections. */
    interface Kept extends AutoCloseable {

        /**
         * One GET over a certain connection.
         *
         * @param connection from 0
         */
        Answer ask(int connection, String path);

        @Override
        void close();
    }
}
