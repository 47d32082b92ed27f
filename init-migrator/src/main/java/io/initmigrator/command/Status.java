package io.initmigrator.command;

import io.initmigrator.command.StatusReport.Part;
import io.initmigrator.command.StatusReport.Schema;
import io.initmigrator.coordination.ApiUnavailableException;
import io.initmigrator.coordination.Database;
import io.initmigrator.coordination.LeaseRecord;
import io.initmigrator.coordination.Leases;
import io.initmigrator.coordination.Migrations;
import io.initmigrator.coordination.ReadingSession;
import io.initmigrator.coordination.RolloutSettings.WhenInterrupted;
import io.initmigrator.coordination.SessionLostException;
import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.schema.Bundle;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells how things stand; of use with only the database, with only the Lease, and with both. Writes nothing. */
public final class Status {

    private static final Duration API_PATIENCE = Duration.ofSeconds(5);

    private final Bundle bundle;
    private final Database database;
    private final Migrations migrations;
    private final Optional<Supplier<Leases>> leases;
    private final WhenInterrupted whenInterrupted;

    /** @param leases absent where no Lease is used */
    public Status(
            Bundle bundle,
            Database database,
            Migrations migrations,
            Optional<Supplier<Leases>> leases,
            WhenInterrupted whenInterrupted) {
        this.bundle = bundle;
        this.database = database;
        this.migrations = migrations;
        this.leases = leases;
        this.whenInterrupted = whenInterrupted;
    }

    /** What was found, and how to show it. */
    public Finding look() throws InterruptedException {
        Part<Optional<LeaseRecord>> lease = lease();
        return new Finding(new StatusReport(bundle, schema(), lease));
    }

    private Part<Schema> schema() throws InterruptedException {
        try (ReadingSession session = database.read()) {
            Comparison comparison = Comparison.of(migrations, session, bundle, whenInterrupted);
            return Part.of(new Schema(
                    comparison.backlog(),
                    comparison.misfit().orElse(null),
                    session.fenceAddress(),
                    comparison.holder()));
        } catch (UnreachableException | SessionLostException unreachable) {
            return Part.missing(String.valueOf(unreachable.getMessage()));
        }
    }

    private Part<Optional<LeaseRecord>> lease() throws InterruptedException {
        if (leases.isEmpty()) {
            return Part.missing("not used (MIGRATOR_COORDINATION=database)");
        }
        try {
            return Part.of(leases.get().get().get(API_PATIENCE));
        } catch (UnreachableException | ApiUnavailableException unreachable) {
            return Part.missing(String.valueOf(unreachable.getMessage()));
        }
    }
}
