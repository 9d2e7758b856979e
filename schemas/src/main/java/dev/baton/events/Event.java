package dev.baton.events;

import java.util.Locale;

/** What happened, or what somebody asked for: the data of a CloudEvent. */
public sealed interface Event
        permits Request,
                LifecycleEvent,
                SyncProgress,
                ReadinessAssessed,
                VerificationProgress,
                RouteChanged,
                AuditRecorded {

    /** CloudEvents' {@code type} of this kind of event, e.g. {@code dev.baton.green-started.v1}. */
    static String typeOf(Class<? extends Event> kind) {
        return "dev.baton."
                + kind.getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT) + ".v1";
    }
}
