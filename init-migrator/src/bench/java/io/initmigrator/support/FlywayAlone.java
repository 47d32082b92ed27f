package io.initmigrator.support;

import org.flywaydb.core.Flyway;

/** What an application pays that calls Flyway by itself; the measure for a start with something to do. */
public final class FlywayAlone {

    private FlywayAlone() {}

    /** {@code FlywayAlone URL USER PASSWORD LOCATION}. */
    public static void main(String[] args) {
        System.out.println(Flyway.configure()
                .dataSource(args[0], args[1], args[2])
                .locations(args[3])
                .load()
                .migrate()
                .migrationsExecuted);
    }
}
