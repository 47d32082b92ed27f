package io.initmigrator.command;

import io.initmigrator.command.rehearsal.Rehearsal;
import io.initmigrator.config.Command.Output;
import io.initmigrator.fence.Database;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.lint.Linter;
import io.initmigrator.lint.Script;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.migration.PendingMigrations.PendingScript;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.schema.BoundedText;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleFile;
import io.initmigrator.schema.BundleFileFinder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Lists the pending migrations, the locks they take, and operations unsafe on a live database. Writes nothing. */
public final class PlanCommand {

    private static final int MAX_MESSAGE_LENGTH = 4_000;

    private final Bundle bundle;
    private final Database database;
    private final MigrationTool migrationTool;
    private final Linter linter;
    private final RolloutSettings settings;
    private final UnaryOperator<String> mask;
    private final Optional<Rehearsal> rehearsal;
    private final BundleFileFinder files = new BundleFileFinder();

    /**
     * @param linter has reviewed no script yet
     * @param mask removes secrets from a text
     * @param rehearsal absent to run nothing
     */
    public PlanCommand(
            Bundle bundle,
            Database database,
            MigrationTool migrationTool,
            Linter linter,
            RolloutSettings settings,
            UnaryOperator<String> mask,
            Optional<Rehearsal> rehearsal) {
        this.bundle = bundle;
        this.database = database;
        this.migrationTool = migrationTool;
        this.linter = linter;
        this.settings = settings;
        this.mask = mask;
        this.rehearsal = rehearsal;
    }

    /**
     * Prints the plan.
     *
     * @throws io.initmigrator.core.UnreachableException if the history cannot be read
     */
    public PlanResult run(Output output) throws InterruptedException {
        PlanResult result = result();
        ResultPrinter.print(output, mask, result::asText, result::asJson);
        return result;
    }

    PlanResult result() throws InterruptedException {
        try (ReadOnlySession session = database.read()) {
            SchemaComparison comparison = SchemaComparison.of(migrationTool, session, bundle, settings);
            PendingMigrations backlog = comparison.backlog();
            List<String> notes = new ArrayList<>();
            boolean empty = backlog.recordedVersion().isEmpty()
                    && backlog.appliedFiles().isEmpty();
            if (empty && !backlog.pending().isEmpty()) {
                notes.add("the schema history is empty: each script is judged as if those before it had been applied"
                        + " by an earlier release, as lint does");
            }
            if (!backlog.pending().isEmpty()
                    && backlog.deferred().isEmpty()
                    && !comparison.invalidIndexes().isEmpty()) {
                notes.add("the index " + String.join(", ", comparison.invalidIndexes())
                        + " is invalid, and fails the run after its scripts unless one of them drops or rebuilds it;"
                        + " rebuild it (REINDEX INDEX CONCURRENTLY) or drop it before");
            }
            comparison
                    .notDeferrable()
                    .forEach(script -> notes.add(script.problem().reason()));
            List<CatalogueReader.MissingDefaults> missingDefaults = learn(session, backlog, notes);
            notes.addAll(privileges(session, backlog, missingDefaults));
            PlanResult plan = new PlanResult(
                    backlog.requiredVersion(),
                    backlog.recordedVersion(),
                    comparison.mismatch(),
                    notes,
                    scripts(backlog, empty),
                    Optional.empty());
            return rehearsal.isEmpty() || comparison.mismatch().isPresent()
                    ? plan
                    : new PlanRehearsal(rehearsal.get(), this::sql).rehearse(plan, backlog, session);
        }
    }

    /** For the role of MIGRATOR_APP_ROLE, or without it for any role that default privileges name. */
    private List<String> privileges(
            ReadOnlySession session, PendingMigrations backlog, List<CatalogueReader.MissingDefaults> missingDefaults) {
        Set<String> created = created(backlog);
        return session.appPrivileges()
                .map(privileges -> PlannedPrivileges.notes(privileges, created))
                .orElseGet(() -> PlannedPrivileges.notes(missingDefaults, created));
    }

    private Set<String> created(PendingMigrations backlog) {
        return Stream.concat(backlog.pending().stream(), backlog.deferred().stream())
                .flatMap(script -> sql(script.location()).stream())
                .flatMap(text -> Linter.createdObjects(text).stream())
                .collect(Collectors.toSet());
    }

    /** From the catalogue; from the scripts that are applied if it cannot be read. */
    private List<CatalogueReader.MissingDefaults> learn(
            ReadOnlySession session, PendingMigrations backlog, List<String> notes) {
        try {
            CatalogueReader.Contents contents = CatalogueReader.read(session.unwrap(DataSource.class));
            linter.learn(contents.catalogue());
            return contents.missingDefaults();
        } catch (SQLException unreadable) {
            notes.add("the catalogue could not be read, so that the applied scripts alone say what exists: "
                    + BoundedText.of(mask.apply(String.valueOf(unreadable.getMessage())), MAX_MESSAGE_LENGTH));
            backlog.appliedFiles().forEach(file -> sql(file).ifPresent(linter::learn));
            return List.of();
        }
    }

    private List<PlanResult.Script> scripts(PendingMigrations backlog, boolean apart) {
        List<PendingScript> pending = Stream.concat(backlog.pending().stream(), backlog.deferred().stream())
                .toList();
        List<PendingScript> readable =
                pending.stream().filter(script -> isSql(script.location())).toList();
        List<ScriptReview> reviews = linter.review(
                readable.stream()
                        .map(script -> new Script(
                                script.script(),
                                () -> sql(script.location()).orElse(""),
                                script.inTransaction(),
                                script.version() == null))
                        .toList(),
                apart);
        List<PlanResult.Script> scripts = new ArrayList<>();
        for (PendingScript script : pending) {
            int index = readable.indexOf(script);
            Optional<ScriptReview> review = index < 0 ? Optional.empty() : Optional.of(reviews.get(index));
            scripts.add(new PlanResult.Script(
                    script.script(),
                    script.version(),
                    script.inTransaction(),
                    backlog.deferred().contains(script),
                    review,
                    Optional.empty(),
                    List.of()));
        }
        return scripts;
    }

    private boolean isSql(String location) {
        return location.endsWith(".sql") && files.find(location).isPresent();
    }

    /** Empty if it is not a script, such as a migration written in Java. Another encoding than UTF-8 does not matter for DDL. */
    private Optional<String> sql(String location) {
        return location.endsWith(".sql") ? files.find(location).map(PlanCommand::text) : Optional.empty();
    }

    private static String text(BundleFile file) {
        try (InputStream contents = file.open()) {
            return new String(contents.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }
}
