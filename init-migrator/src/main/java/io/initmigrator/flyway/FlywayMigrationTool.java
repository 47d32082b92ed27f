package io.initmigrator.flyway;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.flyway.Assessor.AssessmentResult;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationRun;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.migration.RepairResult;
import io.initmigrator.migration.ScriptAnalyzer;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Bundle;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
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
        return assessor().assess(reader, bundle).assessment();
    }

    @Override
    public PendingMigrations backlog(SchemaReader reader) {
        return assessor().backlog(reader.unwrap(DataSource.class));
    }

    @Override
    public MigrationRun begin(Fence fence, Bundle bundle) {
        Assessor assessor = assessor();
        AssessmentResult beginning = assessor.assess(fence, bundle);
        return new FlywayMigrationRun(assessor, execution(beginning), fence, bundle, beginning);
    }

    private Assessor assessor() {
        return new Assessor(flyways, whenEmpty, mask, transactions, validator, deferring);
    }

    private MigrateExecution execution(AssessmentResult beginning) {
        return new MigrateExecution(
                flyways,
                mask,
                script -> beginning
                        .scripts()
                        .map(it -> it.head(script, transactions))
                        .orElseGet(() -> transactions.head(script)),
                transactions,
                beginning.deferred());
    }

    @Override
    public RepairResult repair(Fence fence, Bundle bundle) {
        return new HistoryRepairer(flyways, mask).repair(fence.unwrap(DataSource.class), bundle);
    }

    /** Logs each file of the bundle that Flyway ignores because of its name. */
    public void warnOfInvalidNames() {
        for (InvalidMigrationName file : flyways.invalidNames()) {
            LOG.atWarn()
                    .addKeyValue("file", file.file())
                    .addKeyValue("cause", file.reason())
                    .log("Ignoring file with invalid migration name");
        }
    }
}
