package dev.baton.events;

/** Somebody asks for something. It is answered by an event that names it as its cause. */
public sealed interface Request extends Event
        permits DeployRequested,
                AdoptRequested,
                PromoteRequested,
                RollbackRequested,
                AbortRequested,
                PauseRequested,
                ResumeRequested {

    /** Who asks, as they said; for the record. */
    String requestedBy();
}
