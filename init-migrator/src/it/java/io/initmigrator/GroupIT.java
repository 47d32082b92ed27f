package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code FLYWAY_GROUP=true}: all pending scripts are applied, or none. */
class GroupIT {

    private static final String INDEX = "create index concurrently orders_by_state on orders (state);\n";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    @BeforeEach
    void writeScripts() throws IOException {
        write("V1__orders.sql", "create table orders (id bigint primary key, state text);\n");
        write("V2__items.sql", "create table items (id bigint primary key);\n");
    }

    @Test
    void brokenScriptTakesTheOthersBackWithIt() throws Exception {
        write("V3__broken.sql", "select broken;\n");

        ExitStatus ending = launch().run();

        assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message()).contains("V3__broken.sql, line 1");
        assertThat(database.string("select to_regclass('orders') is null")).isEqualTo("t");
        assertThat(database.number("select count(*) from flyway_schema_history"))
                .isZero();
        write("V3__broken.sql", "select 1;\n");
        assertThat(launch().with("MIGRATOR_FAILURE_BACKOFF", "1ms").run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(distinct xmin::text) from flyway_schema_history"))
                .isEqualTo(1);
    }

    @Test
    void scriptOutsideATransactionAmongOthersIsRefusedByNameBeforeAnythingRuns() throws Exception {
        write("V3__index.sql", INDEX);
        write("beforeMigrate.sql", "create table touched (id bigint);\n");

        for (String mixed : new String[] {"false", "true"}) {
            ExitStatus ending = launch().with("FLYWAY_MIXED", mixed).run();

            assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
            assertThat(ending.message()).contains("V3__index.sql", "FLYWAY_GROUP");
            assertThat(database.strings("select relname from pg_class where relnamespace = 'public'::regnamespace"))
                    .isEmpty();
        }
        assertThat(launch().run("plan").code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
    }

    @Test
    void scriptOutsideATransactionMayRunOnItsOwn() throws Exception {
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        write("V3__index.sql", INDEX);

        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
    }

    private InProcessRun launch() {
        return InProcessRun.on(database, bundle).with("FLYWAY_GROUP", "true");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
