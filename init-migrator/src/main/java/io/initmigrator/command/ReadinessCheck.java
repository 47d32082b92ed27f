package io.initmigrator.command;

import io.initmigrator.fence.Database;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.RolloutPast;
import java.time.Duration;

/**
 * Whether the schema still holds the bundle: one statement over one short connection where there is a receipt, and Flyway's own
 * view of the history where there is a doubt, as when the database was restored to an older state. A schema that is ahead holds
 * it, and so does one in whose history a newer bundle has failed.
 */
public final class ReadinessCheck {

    static final Duration SHORT_VALIDITY = Duration.ofSeconds(5);
    private static final Duration LONG_VALIDITY = Duration.ofSeconds(30);

    private final Bundle bundle;
    private final Database database;
    private final MigrationTool migrationTool;

    /** @param database with little patience: nobody waits long for a probe */
    public ReadinessCheck(Bundle bundle, Database database, MigrationTool migrationTool) {
        this.bundle = bundle;
        this.database = database;
        this.migrationTool = migrationTool;
    }

    /**
     * What was read.
     *
     * @param version as recorded
     * @param pending how many scripts of the bundle it lacks
     * @param goodFor how long it is not worth the while to read again
     */
    record Readiness(String version, int pending, Duration goodFor) {

        boolean holdsBundle() {
            return pending == 0;
        }
    }

    Readiness check() throws InterruptedException {
        return switch (database.readSnapshot(bundle).state()) {
            case BundleState.Current current -> new Readiness(current.version(), 0, SHORT_VALIDITY);
            case BundleState.Ahead ahead -> new Readiness(ahead.version(), 0, SHORT_VALIDITY);
            case BundleState.Unverified doubt -> askFlyway(doubt.past());
        };
    }

    /** What a newer rollout has replaced is not lacking. */
    private Readiness askFlyway(RolloutPast past) throws InterruptedException {
        try (ReadOnlySession session = database.read()) {
            PendingMigrations backlog = migrationTool.backlog(session);
            long pending = backlog.pending().stream()
                    .filter(script -> script.version() != null || past == RolloutPast.NEW)
                    .count();
            return new Readiness(backlog.recordedVersion(), Math.toIntExact(pending), LONG_VALIDITY);
        }
    }
}
