package dev.baton.model;

import java.util.Optional;

/**
 * A deployment's own database.
 *
 * @param server where the server listens
 * @param name the database's name
 * @param user the role that owns it
 * @param password the role's password, by name; empty where the server asks for none
 */
public record DatabaseLocation(Address server, String name, String user, Optional<SecretRef> password) {

    /** The address for JDBC, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + server + "/" + name;
    }
}
