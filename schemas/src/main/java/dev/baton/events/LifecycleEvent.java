package dev.baton.events;

/** A fact of a deployment's life. Folding these alone gives an application's state. */
public sealed interface LifecycleEvent extends Event
        permits DeployAccepted,
                DeployRejected,
                RequestRejected,
                PullProgress,
                ImagesResolved,
                GreenStarted,
                GreenFailed,
                InstanceExited,
                LogMatched,
                MilestoneReached,
                SyncComplete,
                ReadinessLost,
                SyncStalled,
                DataVerified,
                DataMismatch,
                SwitchStarted,
                Switched,
                SwitchFailed,
                SwitchConfirmed,
                RolledBack,
                DeployAborted,
                DeployCompleted,
                DeployFailed,
                RetireStarted,
                InstanceRetired {}
