package io.initmigrator.command;

import io.initmigrator.coordination.Backlog;
import io.initmigrator.coordination.Database;
import io.initmigrator.coordination.Migrations;
import io.initmigrator.coordination.ReadingSession;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.RolloutPast;
import io.initmigrator.schema.Standing;
import java.time.Duration;

/**
 * Whether the schema still holds the bundle: one statement over one short connection where there is a receipt, and Flyway's own
 * view of the history where there is a doubt, as when the database was restored to an older state. A schema that is ahead holds
 * it, and so does one in whose history a newer bundle has failed.
 */
public final class SchemaReading {

    static final Duration CHEAP = Duration.ofSeconds(5);
    private static final Duration DEAR = Duration.ofSeconds(30);

    private final Bundle bundle;
    private final Database database;
    private final Migrations migrations;

    /** @param database with little patience: nobody waits long for a probe */
    public SchemaReading(Bundle bundle, Database database, Migrations migrations) {
        this.bundle = bundle;
        this.database = database;
        this.migrations = migrations;
    }

    /**
     * What was read.
     *
     * @param version as recorded
     * @param pending how many scripts of the bundle it lacks
     * @param goodFor how long it is not worth the while to read again
     */
    record Verdict(String version, int pending, Duration goodFor) {

        boolean holdsBundle() {
            return pending == 0;
        }
    }

    Verdict take() throws InterruptedException {
        return switch (database.look(bundle).standing()) {
            case Standing.Current current -> new Verdict(current.version(), 0, CHEAP);
            case Standing.Ahead ahead -> new Verdict(ahead.version(), 0, CHEAP);
            case Standing.Unverified doubt -> askFlyway(doubt.past());
        };
    }

    /** What a newer rollout has replaced is not lacking. */
    private Verdict askFlyway(RolloutPast past) throws InterruptedException {
        try (ReadingSession session = database.read()) {
            Backlog backlog = migrations.backlog(session);
            long pending = backlog.pending().stream()
                    .filter(script -> script.version() != null || past == RolloutPast.NEW)
                    .count();
            return new Verdict(backlog.recordedVersion(), Math.toIntExact(pending), DEAR);
        }
    }
}
