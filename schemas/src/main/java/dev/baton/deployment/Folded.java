package dev.baton.deployment;

import java.util.function.UnaryOperator;

/** What an event made of an application. */
public sealed interface Folded {

    /** The application afterwards. */
    Application application();

    /** What else follows where the event counts; nothing where it is void. */
    default Folded then(UnaryOperator<Application> change) {
        return switch (this) {
            case Accepted(var application) -> new Accepted(change.apply(application));
            case Void nothing -> nothing;
        };
    }

    /** The event counts. */
    record Accepted(Application application) implements Folded {}

    /**
     * The event is void: a duplicate, late, or an intention that lost a race.
     *
     * @param why what stood against it
     */
    record Void(Application application, String why) implements Folded {}
}
