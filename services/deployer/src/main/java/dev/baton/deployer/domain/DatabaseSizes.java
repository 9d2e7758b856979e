package dev.baton.deployer.domain;

import java.util.Optional;
import java.util.OptionalLong;

/** How much room databases take. */
public interface DatabaseSizes {

    /** The size of a deployment's database; empty where it cannot be asked. */
    Optional<DatabaseSize> size(DatabaseHost.Access access);

    /**
     * What a database takes of its disk.
     *
     * @param bytes its size
     * @param freeBytes what is free where its server keeps its data; empty where the server does not tell that place, or is
     *     on another machine
     */
    record DatabaseSize(long bytes, OptionalLong freeBytes) {}
}
