package io.initmigrator.flyway;

import io.initmigrator.application.LinterScriptAnalyzer;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.Session;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.MigrationRun;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.migration.RepairResult;
import io.initmigrator.postgres.Fences;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.schema.ScriptProgress;
import io.initmigrator.time.SystemTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Provides a leader without an election: a session that holds the fence, and Flyway on it. */
final class Migrator implements AutoCloseable {

    final Session session;
    final Fence fence;
    final List<ScriptProgress> progress = new ArrayList<>();
    final List<String> committed = new ArrayList<>();
    private final FlywayMigrationTool migrations;
    private final Bundle bundle;
    private @Nullable MigrationRun run;
    private boolean hasMigrated;

    Migrator(TestDatabase database, Scripts scripts) throws InterruptedException {
        this(database, scripts, Map.of(), WhenEmpty.FAIL);
    }

    Migrator(TestDatabase database, Scripts scripts, Map<String, String> environment, WhenEmpty whenEmpty)
            throws InterruptedException {
        this(database, scripts, environment, whenEmpty, source -> source);
    }

    /** @param faulty what Flyway gets in place of the session's own */
    Migrator(
            TestDatabase database,
            Scripts scripts,
            Map<String, String> environment,
            WhenEmpty whenEmpty,
            UnaryOperator<DataSource> faulty)
            throws InterruptedException {
        this.session =
                new PostgresDatabase(TestSettings.of(database, "leader_1"), new SystemTime(), new Random(1)).open();
        this.fence = giving(faulty, Fences.taken(session));
        this.bundle = new Bundle("sha256:test", 1, scripts.directory().toString());
        this.migrations = new FlywayMigrationTool(
                new FlywaySettings(environment, List.of(BundleLocation.ofDirectory(scripts.directory()))),
                whenEmpty,
                true,
                text -> text.replace("s3cret", "****"),
                new LinterScriptAnalyzer());
        migrations.warnOfInvalidNames();
    }

    /** Returns the fence with another data source for Flyway. */
    @SuppressWarnings("ReferenceEquality") // A proxy is equal only to itself.
    private static Fence giving(UnaryOperator<DataSource> faulty, Fence fence) {
        DataSource source = faulty.apply(fence.unwrap(DataSource.class));
        return (Fence) Proxy.newProxyInstance(
                Fence.class.getClassLoader(), new Class<?>[] {Fence.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("unwrap")) {
                        return source;
                    }
                    if (method.getName().equals("equals")) {
                        return proxy == arguments[0];
                    }
                    try {
                        return method.invoke(fence, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Verifies a migration that followed on an assessment; otherwise begins a run. */
    Assessment assess() {
        MigrationRun begun = run;
        if (begun != null && hasMigrated) {
            run = null;
            return begun.verify();
        }
        hasMigrated = false;
        run = migrations.begin(fence, bundle);
        return run.assessment();
    }

    PendingMigrations backlog() {
        return migrations.backlog(fence);
    }

    MigrationResult migrate() {
        MigrationRun begun = run == null ? migrations.begin(fence, bundle) : run;
        hasMigrated = true;
        return begun.migrate(backlog().pending().size(), script -> {
            progress.add(script.progress());
            script.committed().ifPresent(it -> committed.add(it.text()));
        });
    }

    RepairResult repair() {
        return migrations.repair(fence, bundle);
    }

    @Override
    public void close() {
        session.close();
    }
}
