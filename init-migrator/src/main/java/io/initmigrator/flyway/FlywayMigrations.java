package io.initmigrator.flyway;

import io.initmigrator.coordination.Assessment;
import io.initmigrator.coordination.Backlog;
import io.initmigrator.coordination.Fence;
import io.initmigrator.coordination.MigrationRun;
import io.initmigrator.coordination.Migrations;
import io.initmigrator.coordination.Reading;
import io.initmigrator.coordination.RepairRun;
import io.initmigrator.coordination.RolloutSettings.WhenEmpty;
import io.initmigrator.coordination.ScriptListener;
import io.initmigrator.schema.Bundle;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flyway, through the connection that holds the fence. */
public final class FlywayMigrations implements Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(FlywayMigrations.class);

    private final Flyways flyways;
    private final WhenEmpty whenEmpty;
    private final Function<Reading, DataSource> connections;
    private final UnaryOperator<String> mask;
    private final Transactions transactions;
    private Optional<Known> known = Optional.empty();
    private boolean warned;

    /**
     * What was read of the bundle when the migration that is to come, or was just made, was found to be needed.
     *
     * @param reading the session by which
     */
    private record Known(Reading reading, ReadScripts scripts, boolean migrated) {}

    /** Names of the scripts that this process has run. */
    private final Set<String> ran = new HashSet<>();

    /**
     * @param connections gives the one connection of a session; closing it must do nothing
     * @param mask takes the secrets out of a message
     * @param ending whether a script's text ends the transaction that it is run in
     * @param creating the names of the indexes that a script's text creates
     * @throws FlywaySettingsException where Flyway does not know settings, or not take them; names them all
     */
    public FlywayMigrations(
            FlywaySettings settings,
            WhenEmpty whenEmpty,
            Function<Reading, DataSource> connections,
            UnaryOperator<String> mask,
            Predicate<String> ending,
            Function<String, List<String>> creating) {
        this.flyways = new Flyways(settings);
        this.whenEmpty = whenEmpty;
        this.connections = connections;
        this.mask = mask;
        this.transactions = new Transactions(ending, creating);
    }

    /** What Flyway does not know or take among the settings, a sentence each. */
    public static List<String> faults(FlywaySettings settings) {
        return Flyways.faults(settings.environment());
    }

    @Override
    public Assessment assess(Reading reading, Bundle bundle) {
        warnOfMisnamed(reading);
        Optional<ReadScripts> read = known(reading).filter(Known::migrated).map(Known::scripts);
        Assessor.Verdict verdict = new Assessor(flyways, whenEmpty, mask, transactions, ran)
                .assess(connections.apply(reading), bundle, read);
        known = verdict.scripts().map(scripts -> new Known(reading, scripts, false));
        return verdict.assessment();
    }

    @Override
    public boolean hasCallbacksAround(Fence fence) {
        return flyways.hasCallbackAround(connections.apply(fence));
    }

    @Override
    public Backlog backlog(Reading reading) {
        warnOfMisnamed(reading);
        return new Assessor(flyways, whenEmpty, mask, transactions, ran).backlog(connections.apply(reading));
    }

    @Override
    public RepairRun repair(Fence fence, Bundle bundle) {
        return new Mender(flyways, mask).repair(connections.apply(fence), bundle);
    }

    @Override
    public MigrationRun migrate(Fence fence, int pending, ScriptListener listener) {
        known = known(fence).map(it -> new Known(fence, it.scripts(), true));
        Function<MigrationInfo, ScriptHead> heads =
                script -> known.map(it -> it.scripts().head(script)).orElseGet(() -> ScriptHead.of(script));
        ScriptListener remembering = script -> {
            ran.add(script.progress().script());
            listener.starting(script);
        };
        return new Run(flyways, mask, heads, transactions)
                .migrate(connections.apply(fence), pending, remembering, fence::isHeld);
    }

    private void warnOfMisnamed(Reading reading) {
        if (warned) {
            return;
        }
        warned = true;
        for (Misnamed file : flyways.misnamed(connections.apply(reading))) {
            LOG.atWarn()
                    .addKeyValue("file", file.file())
                    .addKeyValue("cause", file.reason())
                    .log("File is no migration");
        }
    }

    private Optional<Known> known(Reading reading) {
        return known.filter(it -> it.reading().equals(reading));
    }
}
