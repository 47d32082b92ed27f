package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the privileges that each role needs, and the error for each missing one. */
class PrivilegesIT {

    private static final String ORDERS = """
            create table orders (id bigint generated always as identity primary key, state text);
            create function opened() returns bigint language sql stable as 'select count(*) from orders';
            """;

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final String owner = database.name() + "_owner";
    private final String migrator = database.name() + "_migrator";
    private final String application = database.name() + "_application";

    @TempDir
    private Path bundle;

    /** Creates a database without any public privilege, and a schema in which the migrator may create objects. */
    @BeforeEach
    void createRoles() throws IOException {
        database.execute("create role " + owner);
        database.execute("create role " + migrator + " login password 'm1grator-secret'");
        database.execute("create role " + application + " login password 'appl1cation-secret'");
        database.execute("revoke all on database " + database.name() + " from public");
        database.execute("revoke all on schema public from public");
        database.execute("grant connect on database " + database.name() + " to " + migrator + ", " + application);
        database.execute("create schema app");
        database.execute("grant usage, create on schema app to " + migrator);
        write("V1__orders.sql", ORDERS);
    }

    @Test
    void rightToCreateInItsSchemaIsEnough() throws Exception {
        write("V2__index.sql", "create index concurrently orders_by_state on orders (state);\n");
        write("R__open.sql", "create or replace view open as select * from orders where state = 'open';\n");

        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(launch().run("status")).isEqualTo(ExitStatus.OK);
        assertThat(launch().run("plan")).isEqualTo(ExitStatus.OK);
        assertThat(database.strings("select script from app.flyway_schema_history where success order by 1"))
                .containsExactly("R__open.sql", "V1__orders.sql", "V2__index.sql");
    }

    @Test
    void missingRightToCreateTheHistoryIsNamed() {
        database.execute("revoke create on schema app from " + migrator);

        ExitStatus ending = launch().run();

        assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ending.message())
                .contains("permission denied for schema app", "grant usage, create on schema app to " + migrator);
    }

    @Test
    void missingOwnershipIsNamedWithFileLineAndStatement() throws Exception {
        database.execute("create schema legacy");
        database.execute("create table legacy.invoices (id bigint)");
        database.execute("grant usage on schema legacy to " + migrator);
        write("V2__invoices.sql", "\nalter table legacy.invoices add column note text;\n");

        ExitStatus ending = launch().run();

        assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message())
                .contains("V2__invoices.sql, line 2, SQLSTATE 42501: must be owner of table invoices")
                .contains("\"alter table legacy.invoices add column note text\"")
                .contains("role " + migrator, "MIGRATOR_SET_ROLE");
    }

    @Test
    void missingRightToInsertIsNamedWithFileLineAndStatement() throws Exception {
        database.execute("create schema legacy");
        database.execute("create table legacy.invoices (id bigint)");
        database.execute("grant usage on schema legacy to " + migrator);
        write("V2__invoices.sql", "insert into legacy.invoices select 1;\n");

        ExitStatus ending = launch().run();

        assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message())
                .contains("V2__invoices.sql, line 1, SQLSTATE 42501: permission denied for table invoices")
                .contains("grant insert on table invoices to " + migrator)
                .contains("\"insert into legacy.invoices select …\"");
    }

    @Test
    void ownerIsAnotherRoleThanTheOneThatLogsIn() throws Exception {
        givenTheSchemaIsTheOwners();
        write("V2__index.sql", "create index concurrently orders_by_state on orders (state);\n");

        assertThat(asOwner().run()).isEqualTo(ExitStatus.OK);
        assertThat(asOwner().run()).isEqualTo(ExitStatus.OK);
        assertThat(database.strings("select distinct tableowner from pg_tables where schemaname = 'app'"))
                .containsExactly(owner);
    }

    @Test
    void roleThatMayNotBecomeTheOwnerIsReported() {
        ExitStatus ending = asOwner().run();

        assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ending.message())
                .contains("permission denied to set role \"" + owner + "\"", "grant " + owner + " to this role");
    }

    @Test
    void applicationNeedsNothingOfOurs() throws Exception {
        write("V2__rights.sql", "grant select, insert on orders to " + application + ";\n");
        database.execute("grant usage on schema app to " + application);
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);

        try (Connection connection = DriverManager.getConnection(database.url(), application, "appl1cation-secret");
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("insert into app.orders (state) values ('open')"))
                    .isEqualTo(1);
        }
        assertThat(database.strings("select table_name from information_schema.role_table_grants where grantee = '"
                        + application + "'"))
                .containsOnly("orders");
    }

    @Test
    void readingTheHistoryIsEnoughForWaitAndStatus() throws Exception {
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        givenTheApplicationMayReadTheHistory();

        assertThat(asApplication().run("wait")).isEqualTo(ExitStatus.OK);
        assertThat(asApplication().run("wait", "--version", "1")).isEqualTo(ExitStatus.OK);
        assertThat(asApplication().run("status")).isEqualTo(ExitStatus.OK);
        write("V2__more.sql", "create table more (id bigint);\n");
        assertThat(asApplication().run("status").code()).isEqualTo(ExitCode.PENDING);
        assertThat(asApplication().with("MIGRATOR_TIMEOUT", "1s").run("wait").code())
                .isEqualTo(ExitCode.DEADLINE_PASSED);
    }

    @Test
    void roleThatMayNotEvenReadTheHistoryLearnsTheMissingPrivilege() {
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        database.execute("grant usage on schema app to " + application);

        ExitStatus waiting = asApplication().run("wait");

        assertThat(waiting.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(waiting.message())
                .contains(
                        "permission denied for table flyway_schema_history",
                        "grant select on table flyway_schema_history");
        assertThat(asApplication().run("status").code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(asApplication().run("wait", "--version", "1").code()).isEqualTo(ExitCode.UNREACHABLE);
    }

    private void givenTheSchemaIsTheOwners() {
        database.execute("revoke all on schema app from " + migrator);
        database.execute("alter schema app owner to " + owner);
        database.execute("alter role " + migrator + " noinherit");
        database.execute("grant " + owner + " to " + migrator);
    }

    private void givenTheApplicationMayReadTheHistory() {
        database.execute("grant usage on schema app to " + application);
        database.execute("grant select on app.flyway_schema_history to " + application);
    }

    private InProcessRun launch() {
        return as(migrator, "m1grator-secret");
    }

    private InProcessRun asOwner() {
        return launch().with("MIGRATOR_SET_ROLE", owner);
    }

    private InProcessRun asApplication() {
        return as(application, "appl1cation-secret");
    }

    private InProcessRun as(String role, String password) {
        return InProcessRun.on(database, bundle)
                .with("FLYWAY_USER", role)
                .with("FLYWAY_PASSWORD", password)
                .with("FLYWAY_SCHEMAS", "app")
                .with("MIGRATOR_DATABASE_TIMEOUT", "5s");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
