package io.initmigrator.support;

import org.flywaydb.core.Flyway;

/** Runs Flyway as an application does; the reference for a start with pending migrations. */
public final class FlywayAlone {

    private FlywayAlone() {}

    /** Runs {@code FlywayAlone URL USER PASSWORD LOCATION}. */
    public static void main(String[] args) {
        System.out.println(Flyway.configure()
                .dataSource(args[0], args[1], args[2])
                .locations(args[3])
                .load()
                .migrate()
                .migrationsExecuted);
    }
}
