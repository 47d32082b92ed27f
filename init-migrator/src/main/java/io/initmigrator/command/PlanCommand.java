package io.initmigrator.command;

import io.initmigrator.fence.Database;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.lint.Linter;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.migration.PendingMigrations.PendingScript;
import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells what a migration would do: the pending scripts, what they lock, and what of it hurts. Writes nothing. */
public final class PlanCommand {

    private final Bundle bundle;
    private final Database database;
    private final MigrationTool migrationTool;
    private final Linter linter;
    private final WhenInterrupted whenInterrupted;

    /** @param linter knows no script yet */
    public PlanCommand(
            Bundle bundle,
            Database database,
            MigrationTool migrationTool,
            Linter linter,
            WhenInterrupted whenInterrupted) {
        this.bundle = bundle;
        this.database = database;
        this.migrationTool = migrationTool;
        this.linter = linter;
        this.whenInterrupted = whenInterrupted;
    }

    /**
     * What would run, and how to show it.
     *
     * @throws io.initmigrator.core.UnreachableException where the history cannot be read
     */
    public PlanResult result() throws InterruptedException {
        try (ReadOnlySession session = database.read()) {
            SchemaComparison comparison = SchemaComparison.of(migrationTool, session, bundle, whenInterrupted);
            PendingMigrations backlog = comparison.backlog();
            backlog.appliedFiles().forEach(file -> sql(file).ifPresent(linter::learn));
            List<PlanResult.Script> scripts =
                    backlog.pending().stream().map(this::script).toList();
            return new PlanResult(backlog.requiredVersion(), backlog.recordedVersion(), comparison.misfit(), scripts);
        }
    }

    private PlanResult.Script script(PendingScript pending) {
        Optional<ScriptReview> review =
                sql(pending.location()).map(sql -> linter.review(pending.script(), sql, pending.inTransaction()));
        return new PlanResult.Script(pending.script(), pending.version(), pending.inTransaction(), review);
    }

    /** Empty for what is no script, such as a migration written in Java. What isn't UTF-8 is of no matter for its DDL. */
    private static Optional<String> sql(String location) {
        Path file = Path.of(location);
        if (!location.endsWith(".sql") || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BundleException(
                    "cannot be read (" + e.getMessage() + ")",
                    file,
                    "give this process's user the right to read it",
                    e);
        }
    }
}
