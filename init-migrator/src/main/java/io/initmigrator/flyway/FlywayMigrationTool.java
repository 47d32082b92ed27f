package io.initmigrator.flyway;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.migration.RepairResult;
import io.initmigrator.migration.ScriptAnalyzer;
import io.initmigrator.migration.ScriptListener;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Bundle;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs Flyway through the connection that holds the advisory lock. */
public final class FlywayMigrationTool implements MigrationTool {

    private static final Logger LOG = LoggerFactory.getLogger(FlywayMigrationTool.class);

    private final FlywayFactory flyways;
    private final WhenEmpty whenEmpty;
    private final boolean deferring;
    private final UnaryOperator<String> mask;
    private final ScriptTransactions transactions;
    private final ScriptValidator validator;
    private Optional<LoadedState> known = Optional.empty();
    private boolean warned;

    /**
     * The bundle as it was read by an assessment that found pending scripts.
     *
     * @param reading session of that assessment
     * @param deferred names of the scripts that are not to run
     * @param migrated whether a migration has run since
     */
    private record LoadedState(SchemaReader reading, LoadedScripts scripts, Set<String> deferred, boolean migrated) {}

    /** Names of the scripts that this process has run. */
    private final Set<String> ran = new HashSet<>();

    /**
     * @param deferring false if scripts run that are declared to run after the rollout
     * @param mask removes secrets from a message
     * @throws FlywaySettingsException if Flyway does not know or does not accept settings; names them all
     */
    public FlywayMigrationTool(
            FlywaySettings settings,
            WhenEmpty whenEmpty,
            boolean deferring,
            UnaryOperator<String> mask,
            ScriptAnalyzer analyzer) {
        this(new FlywayFactory(settings), whenEmpty, deferring, mask, analyzer);
    }

    private FlywayMigrationTool(
            FlywayFactory flyways,
            WhenEmpty whenEmpty,
            boolean deferring,
            UnaryOperator<String> mask,
            ScriptAnalyzer analyzer) {
        this.flyways = flyways;
        this.whenEmpty = whenEmpty;
        this.deferring = deferring;
        this.mask = mask;
        this.transactions = new ScriptTransactions(new BundleScripts(), analyzer);
        this.validator = new ScriptValidator(analyzer);
    }

    /**
     * Runs every script, also those declared to run after the rollout.
     *
     * @param hidden names of scripts that are not part of the bundle here
     */
    public static FlywayMigrationTool ofOthers(
            Set<String> hidden,
            FlywaySettings settings,
            WhenEmpty whenEmpty,
            UnaryOperator<String> mask,
            ScriptAnalyzer analyzer) {
        return new FlywayMigrationTool(new FlywayFactory(settings, hidden), whenEmpty, false, mask, analyzer);
    }

    /** Returns an error for each setting that Flyway does not know or does not accept. */
    public static List<String> settingErrors(FlywaySettings settings) {
        return FlywayFactory.settingErrors(settings);
    }

    @Override
    public Assessment assess(SchemaReader reader, Bundle bundle) {
        warnOfInvalidNames(reader);
        Optional<LoadedScripts> read =
                known(reader).filter(LoadedState::migrated).map(LoadedState::scripts);
        Assessor.AssessmentResult verdict = assessor().assess(reader, bundle, read);
        known = verdict.scripts().map(scripts -> new LoadedState(reader, scripts, verdict.deferred(), false));
        return verdict.assessment();
    }

    @Override
    public PendingMigrations backlog(SchemaReader reader) {
        warnOfInvalidNames(reader);
        return assessor().backlog(reader.unwrap(DataSource.class));
    }

    private Assessor assessor() {
        return new Assessor(flyways, whenEmpty, mask, transactions, validator, ran, deferring);
    }

    @Override
    public RepairResult repair(Fence fence, Bundle bundle) {
        return new HistoryRepairer(flyways, mask).repair(fence.unwrap(DataSource.class), bundle);
    }

    @Override
    public MigrationResult migrate(Fence fence, int pending, ScriptListener listener) {
        warnOfSkipping(fence);
        known = known(fence).map(it -> new LoadedState(fence, it.scripts(), it.deferred(), true));
        Function<MigrationInfo, ScriptHeader> heads = script ->
                known.map(it -> it.scripts().head(script, transactions)).orElseGet(() -> transactions.head(script));
        ScriptListener remembering = script -> {
            ran.add(script.progress().script());
            listener.starting(script);
        };
        Set<String> deferred = known.map(LoadedState::deferred).orElse(Set.of());
        return new MigrateExecution(flyways, mask, heads, transactions, deferred).migrate(fence, pending, remembering);
    }

    private void warnOfInvalidNames(SchemaReader reader) {
        if (warned) {
            return;
        }
        warned = true;
        for (InvalidMigrationName file : flyways.invalidNames(reader.unwrap(DataSource.class))) {
            LOG.atWarn()
                    .addKeyValue("file", file.file())
                    .addKeyValue("cause", file.reason())
                    .log("Ignoring file with invalid migration name");
        }
    }

    private void warnOfSkipping(Fence fence) {
        if (flyways.isSkippingExecution(fence.unwrap(DataSource.class))) {
            LOG.atWarn()
                    .addKeyValue("setting", "FLYWAY_SKIP_EXECUTING_MIGRATIONS")
                    .addKeyValue("remedy", "unset it once the history records what was applied by hand")
                    .log("Recording migrations without running them");
        }
    }

    private Optional<LoadedState> known(SchemaReader reader) {
        return known.filter(it -> it.reading().equals(reader));
    }
}
