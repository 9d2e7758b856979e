package dev.baton.syncmonitor.adapter.probe;

/** What a source is asked for, where it knows both. */
enum Role {

    /** How far the instance is. */
    HEIGHT,

    /** How far it can get. */
    TIP
}
