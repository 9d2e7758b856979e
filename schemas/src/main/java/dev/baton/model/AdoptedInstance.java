package dev.baton.model;

/** What somebody else started and Baton has taken into its care: how it is found again, and never mistaken. */
public sealed interface AdoptedInstance {

    /**
     * A container of the deployer's Docker engine.
     *
     * @param id the engine's own, whole: a later container of the same name is another one
     * @param name what people call it
     * @param restarts how often the engine had started it again by then
     */
    record Container(String id, String name, int restarts) implements AdoptedInstance {}

    /**
     * A process of the deployer's machine.
     *
     * @param startTicks clock ticks from boot to its start: with the PID and the boot it names one process for ever
     * @param bootId identifies that boot of the machine
     */
    record Process(long pid, long startTicks, String bootId) implements AdoptedInstance {}

    /** Known by its address alone: Baton asks for its health and can neither see nor stop what runs there. */
    record Elsewhere() implements AdoptedInstance {}
}
