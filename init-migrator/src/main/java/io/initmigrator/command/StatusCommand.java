package io.initmigrator.command;

import io.initmigrator.command.StatusReport.Result;
import io.initmigrator.command.StatusReport.Schema;
import io.initmigrator.config.Command.Output;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.Leases;
import io.initmigrator.fence.Database;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.schema.BoundedText;
import io.initmigrator.schema.Bundle;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Shows schema, lock and Lease; works if only the database or only the Lease is reachable. Writes nothing. */
public final class StatusCommand {

    private static final Duration API_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_MESSAGE_LENGTH = 4_000;

    private final Bundle bundle;
    private final Database database;
    private final MigrationTool migrationTool;
    private final Optional<Supplier<Leases>> leases;
    private final RolloutSettings settings;
    private final boolean drift;
    private final UnaryOperator<String> mask;

    /**
     * @param leases absent if no Lease is used
     * @param drift true to compare the schemas with what the last migration left there
     * @param mask removes secrets from a text
     */
    public StatusCommand(
            Bundle bundle,
            Database database,
            MigrationTool migrationTool,
            Optional<Supplier<Leases>> leases,
            RolloutSettings settings,
            boolean drift,
            UnaryOperator<String> mask) {
        this.bundle = bundle;
        this.database = database;
        this.migrationTool = migrationTool;
        this.leases = leases;
        this.settings = settings;
        this.drift = drift;
        this.mask = mask;
    }

    /** Prints the status. */
    public StatusResult run(Output output) throws InterruptedException {
        StatusResult result = report();
        ResultPrinter.print(output, mask, result::asText, result::asJson);
        return result;
    }

    StatusResult report() throws InterruptedException {
        Result<Optional<LeaseRecord>> lease = lease();
        return new StatusResult(new StatusReport(bundle, schema(), lease));
    }

    private Result<Schema> schema() throws InterruptedException {
        try (ReadOnlySession session = database.read()) {
            SchemaComparison comparison = SchemaComparison.of(migrationTool, session, bundle, settings);
            return Result.of(new Schema(
                    comparison.backlog(),
                    comparison.mismatch(),
                    comparison.invalidIndexes(),
                    session.fenceAddress(),
                    comparison.holder(),
                    drift ? Optional.of(session.drift()) : Optional.empty()));
        } catch (UnreachableException | SessionLostException unreachable) {
            return Result.missing(message(unreachable));
        }
    }

    private Result<Optional<LeaseRecord>> lease() throws InterruptedException {
        if (leases.isEmpty()) {
            return Result.missing("not used (MIGRATOR_COORDINATION=database)");
        }
        try {
            return Result.of(leases.get().get().get(API_TIMEOUT));
        } catch (UnreachableException | ApiUnavailableException unreachable) {
            return Result.missing(message(unreachable));
        }
    }

    private String message(Exception unreachable) {
        return BoundedText.of(mask.apply(String.valueOf(unreachable.getMessage())), MAX_MESSAGE_LENGTH);
    }
}
