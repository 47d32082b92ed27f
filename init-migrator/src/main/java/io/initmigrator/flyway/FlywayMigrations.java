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
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Flyway, through the connection that holds the fence. */
public final class FlywayMigrations implements Migrations {

    private final Flyways flyways;
    private final WhenEmpty whenEmpty;
    private final Function<Reading, DataSource> connections;
    private final UnaryOperator<String> mask;

    /** Names of the scripts that this process has run. */
    private final Set<String> ran = new HashSet<>();

    /**
     * @param connections gives the one connection of a session; closing it must do nothing
     * @param mask takes the secrets out of a message
     * @throws FlywaySettingsException where Flyway does not know settings, or not take them; names them all
     */
    public FlywayMigrations(
            FlywaySettings settings,
            WhenEmpty whenEmpty,
            Function<Reading, DataSource> connections,
            UnaryOperator<String> mask) {
        this.flyways = new Flyways(settings);
        this.whenEmpty = whenEmpty;
        this.connections = connections;
        this.mask = mask;
    }

    /** What Flyway does not know or take among the settings, a sentence each. */
    public static List<String> faults(FlywaySettings settings) {
        return Flyways.faults(settings.environment());
    }

    @Override
    public Assessment assess(Reading reading, Bundle bundle) {
        return new Assessor(flyways, whenEmpty, mask).assess(connections.apply(reading), bundle, ran);
    }

    @Override
    public Backlog backlog(Reading reading) {
        return new Assessor(flyways, whenEmpty, mask).backlog(connections.apply(reading));
    }

    @Override
    public RepairRun repair(Fence fence, Bundle bundle) {
        return new Mender(flyways, mask).repair(connections.apply(fence), bundle);
    }

    @Override
    public MigrationRun migrate(Fence fence, Bundle bundle, ScriptListener listener) {
        ScriptListener remembering = (progress, inTransaction) -> {
            ran.add(progress.script());
            listener.starting(progress, inTransaction);
        };
        return new Run(flyways, mask).migrate(connections.apply(fence), remembering, fence::isHeld);
    }
}
