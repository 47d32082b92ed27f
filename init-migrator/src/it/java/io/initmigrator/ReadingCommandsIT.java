package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that commands which only read change nothing, even with a writing {@code FLYWAY_INIT_SQL}. */
class ReadingCommandsIT {

    private static final String FINGERPRINT = "select (select count(*) from ledger)"
            + " + (select last_value + is_called::int from counter) + (select count(*) from pg_class where relname = 'written')";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    @BeforeEach
    void migrateWithoutInitialStatement() throws IOException {
        database.execute("create table ledger (what text)");
        database.execute("create sequence counter");
        database.execute("create function write() returns void language sql as $$ insert into ledger values ('f') $$");
        database.execute("create procedure write_and_commit() language plpgsql as"
                + " $$ begin insert into ledger values ('p'); commit; end $$");
        Files.writeString(bundle.resolve("V1__a.sql"), "select 1;\n");
        assertThat(InProcessRun.on(database, bundle)
                        .with("FLYWAY_BASELINE_ON_MIGRATE", "true")
                        .with("FLYWAY_BASELINE_VERSION", "0")
                        .run("migrate"))
                .isEqualTo(ExitStatus.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into ledger values ('i')",
                "create table written ()",
                "select write()",
                "call write_and_commit()",
                "do $$ begin perform write(); end $$",
                "select nextval('counter')",
                "select setval('counter', 7)",
                "set session characteristics as transaction read write; insert into ledger values ('i')",
                "set default_transaction_read_only = off; insert into ledger values ('i')",
                "begin read write; insert into ledger values ('i'); commit",
                "commit; insert into ledger values ('i')"
            })
    void initialStatementThatWritesIsRefusedAndChangesNothing(String sql) throws Exception {
        Files.writeString(bundle.resolve("V2__b.sql"), "select 2;\n");
        long before = database.number(FINGERPRINT);

        for (String command : List.of("status", "plan", "wait")) {
            ExitStatus ending = InProcessRun.on(database, bundle)
                    .with("FLYWAY_INIT_SQL", sql)
                    .with("MIGRATOR_TIMEOUT", "3s")
                    .run(command);

            assertThat(ending.code()).as("%s: %s", command, ending.message()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(ending.message()).containsAnyOf("read-only transaction", "READ ONLY", "read-write");
            assertThat(database.number(FINGERPRINT)).as(command).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "plan"})
    void initialStatementThatOnlySetsIsExecuted(String command) {
        assertThat(InProcessRun.on(database, bundle)
                        .with("FLYWAY_INIT_SQL", "set search_path = public; set statement_timeout = '1min'")
                        .run(command))
                .isEqualTo(ExitStatus.OK);
    }
}
