package io.initmigrator.application;

import io.initmigrator.config.Settings;
import io.initmigrator.fence.Database;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleReader;
import io.initmigrator.time.Time;
import java.util.random.RandomGenerator;

/** Creates what compares the schema with the bundle: neither a migration tool nor a Kubernetes client. */
public record SchemaComponents(Settings settings, Time time, RandomGenerator random) {

    /** Reads the bundle. */
    public Bundle bundle() {
        return new BundleReader(settings.flyway().jarDirs()).read(settings.bundleLocations(), settings.bundleSalt());
    }

    /** The database for a role that migrates. */
    public Database database() {
        return new PostgresDatabase(settings.postgres(), time, random);
    }

    /** The database for a role that only reads. */
    public Database databaseOfReader() {
        return PostgresDatabase.ofReader(settings.postgres(), time, random);
    }
}
