package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.RepairAction;
import io.initmigrator.migration.RepairResult;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests Flyway's repair through the session that holds the fence, on real PostgreSQL. */
class HistoryRepairerIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    @Test
    void editedScriptIsRealigned() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
            String was = checksum("2");
            scripts.with("V2__create_orders.sql", Scripts.ORDERS + "-- changed\n");
            assertThat(leader.assess()).isInstanceOf(Assessment.Mismatch.class);
            assertThat(leader.repair())
                    .isEqualTo(new RepairResult.Done(List.of(new RepairAction(
                            RepairAction.Kind.ALIGNED,
                            "V2__create_orders.sql",
                            "checksum " + was + " -> " + checksum("2")))));
            assertThat(leader.assess()).isInstanceOf(Assessment.Complete.class);
            assertThat(leader.repair()).isEqualTo(new RepairResult.Done(List.of()));
        }
    }

    @Test
    void renamedScriptTakesOverItsDescription() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
            scripts.with("V2__make_orders.sql", Scripts.ORDERS).without("V2__create_orders.sql");
            assertThat(((RepairResult.Done) leader.repair()).actions())
                    .singleElement()
                    .extracting(RepairAction::detail)
                    .asString()
                    .contains("description \"create orders\" -> \"make orders\"");
            assertThat(leader.assess()).isInstanceOf(Assessment.Complete.class);
        }
    }

    @Test
    void failedRowIsRemovedAndTheScriptRunsAgain() throws Exception {
        String index = "create unique index concurrently one_per_state on orders (state);\n";
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
            database.execute("insert into orders (user_id, amount) values (1, 1), (2, 2)");
            scripts.with("V4__unique.sql", index);
            assertThat(leader.migrate()).isInstanceOf(MigrationResult.Failed.class);
            assertThat(((RepairResult.Done) leader.repair()).actions())
                    .singleElement()
                    .satisfies(action -> {
                        assertThat(action.kind()).isEqualTo(RepairAction.Kind.REMOVED);
                        assertThat(action.script()).isEqualTo("V4__unique.sql");
                        assertThat(action.detail()).startsWith("version 4, checksum ");
                    });
            assertThat(leader.assess()).isEqualTo(new Assessment.Pending(1));
            database.execute("drop index one_per_state; truncate orders");
            assertThat(leader.migrate()).isEqualTo(new MigrationResult.Applied(1));
        }
    }

    @Test
    void scriptThatIsGoneIsMarkedAsDeleted() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
            scripts.without("V1__create_users.sql");
            assertThat(leader.repair())
                    .isEqualTo(new RepairResult.Done(List.of(new RepairAction(
                            RepairAction.Kind.DELETED,
                            "V1__create_users.sql",
                            "version 1, checksum " + checksum("1")))));
            assertThat(leader.assess()).isInstanceOf(Assessment.Complete.class);
        }
    }

    @Test
    void olderBundleTakesNothingAwayThatANewerOneBrought() throws Exception {
        var scripts = Scripts.shop(directory)
                .with("V4__note.sql", "alter table orders add column note text;\n")
                .with("R__big_orders.sql", "create or replace view big as select * from orders where amount > 100;\n");
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
            scripts.without("V4__note.sql").without("R__big_orders.sql");
            assertThat(leader.repair()).isEqualTo(new RepairResult.Done(List.of()));
        }
    }

    @Test
    void bundleWithoutMigrationsTakesNothingAway() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
        }
        var none = new Scripts(Files.createDirectory(directory.resolve("none"))).with("README.md", "nothing here");
        try (var leader = new Migrator(database, none, Map.of(), WhenEmpty.SKIP)) {
            assertThat(leader.repair())
                    .isEqualTo(
                            new RepairResult.Refused("no migration in " + none.directory(), Remedies.EMPTY_AT_REPAIR));
        }
    }

    /** Its rows look like those of this bundle, but the session's schema comes first. */
    @Test
    void historyOfALaterSchemaInTheSearchPathIsLeftAlone() throws Exception {
        var scripts = Scripts.shop(directory);
        try (var leader = new Migrator(database, scripts)) {
            leader.migrate();
            scripts.without("V1__create_users.sql");
            leader.repair();
        }
        scripts.with("V1__create_users.sql", Scripts.USERS);
        database.execute("create schema app; do $$begin execute"
                + " format('alter database %I set search_path to app, public', current_database()); end$$;");

        try (var leader = new Migrator(database, scripts)) {
            assertThat(leader.repair()).isEqualTo(new RepairResult.Done(List.of()));
        }

        assertThat(database.string("select count(*) from public.flyway_schema_history where type = 'DELETE'"))
                .isEqualTo("1");
    }

    @Test
    void schemaWithoutHistoryHasNothingToRepair() throws Exception {
        try (var leader = new Migrator(database, Scripts.shop(directory))) {
            assertThat(leader.repair()).isEqualTo(new RepairResult.Done(List.of()));
            assertThat(leader.assess()).isEqualTo(new Assessment.Pending(4, 1));
        }
    }

    private String checksum(String version) {
        return database.string("select checksum from flyway_schema_history where version = '" + version
                + "' order by installed_rank limit 1");
    }

    @Test
    void faultOfTheBundleIsNotOneOfPostgres() throws Exception {
        Scripts.shop(directory).with("V2__twice.sql", "select 1;\n");
        try (var leader = new Migrator(database, new Scripts(directory))) {
            assertThat(leader.repair()).isInstanceOfSatisfying(RepairResult.Refused.class, refused -> {
                assertThat(refused.problem().reason()).contains("V2__twice.sql", "V2__create_orders.sql");
                assertThat(refused.problem().remedy()).contains("its own version");
            });
        }
    }
}
