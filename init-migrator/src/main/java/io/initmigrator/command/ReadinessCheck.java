package io.initmigrator.command;

import io.initmigrator.fence.Database;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.RolloutPast;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Checks whether the schema still contains the bundle: one statement over one short connection if there is a receipt, else Flyway's
 * view of the history, as after a restore to an older state. A schema that is ahead contains it, and so does one in whose history
 * a newer bundle has failed.
 */
public final class ReadinessCheck {

    static final Duration VALIDITY = Duration.ofSeconds(5);

    private final Bundle bundle;
    private final Database database;
    private final MigrationTool migrationTool;
    private final boolean counting;

    /**
     * @param database with a short timeout, because a probe does not wait long
     * @param counting true if its snapshots count the deferred scripts
     */
    public ReadinessCheck(Bundle bundle, Database database, MigrationTool migrationTool, boolean counting) {
        this.bundle = bundle;
        this.database = database;
        this.migrationTool = migrationTool;
        this.counting = counting;
    }

    /**
     * Result of a check.
     *
     * @param version as recorded
     * @param pending number of scripts of the bundle that are not applied
     * @param deferred number of deferred scripts; empty if they were not counted
     * @param goodFor until the next check
     */
    record Readiness(String version, int pending, OptionalInt deferred, Duration goodFor) {

        boolean holdsBundle() {
            return pending == 0;
        }
    }

    Readiness check() throws InterruptedException {
        return switch (database.readSnapshot(bundle).state()) {
            case BundleState.Current current ->
                new Readiness(
                        current.version(),
                        0,
                        counting ? OptionalInt.of(current.deferred()) : OptionalInt.empty(),
                        VALIDITY);
            case BundleState.Ahead ahead ->
                new Readiness(ahead.version(), 0, counting ? OptionalInt.of(0) : OptionalInt.empty(), VALIDITY);
            case BundleState.Unverified doubt -> askFlyway(doubt.past());
        };
    }

    /** A repeatable script that a newer rollout has replaced is not pending. */
    private Readiness askFlyway(RolloutPast past) throws InterruptedException {
        try (ReadOnlySession session = database.read()) {
            PendingMigrations backlog = migrationTool.backlog(session);
            long pending = backlog.pending().stream()
                    .filter(script -> script.version() != null || past == RolloutPast.NEW)
                    .count();
            return new Readiness(
                    backlog.recordedVersion(),
                    Math.toIntExact(pending) + backlog.skipped(),
                    OptionalInt.of(backlog.deferred().size()),
                    VALIDITY);
        }
    }
}
