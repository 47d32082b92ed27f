package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.StatementCounter;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the privileges of the application's role after a migration, on real PostgreSQL. */
class AppRoleIT {

    private static final String RIGHTS = "grant select, insert, update, delete on ";

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final String migrator = database.name() + "_migrator";
    private final String application = database.name() + "_App \"role\"";
    private final String quoted = '"' + application.replace("\"", "\"\"") + '"';
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @TempDir
    private Path bundle;

    @BeforeEach
    void createRolesAndFirstRelease() throws IOException {
        database.execute("create role " + migrator + " login password 'm1grator-secret'");
        database.execute("create role " + quoted + " login password 'appl1cation-secret'");
        database.execute("create schema app authorization " + migrator);
        database.execute("grant usage on schema app to " + quoted);
        write("V1__orders.sql", "create table orders (id bigint); " + RIGHTS + "orders to " + quoted + ";\n");
    }

    @Test
    void nothingIsMissingOnAnEmptyDatabase() throws Exception {
        write("V1__orders.sql", "create table orders (id bigint); create table items (id bigint);\n");

        assertThat(launch("fail").run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void warnNamesEachObjectWithItsGrantAndStarts() throws Exception {
        write("V2__new.sql", "create table \"Order Items\" (id bigint); create view open as select * from orders;\n");

        assertThat(logging(launch("warn"))).isEqualTo(ExitStatus.OK);

        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("Application's role lacks privileges")
                .contains("GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE app.\\\"Order Items\\\" TO")
                .contains("GRANT SELECT ON TABLE app.open TO");
        log.reset();
        assertThat(logging(launch("warn"))).isEqualTo(ExitStatus.OK);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("lacks privileges");
    }

    @Test
    void warningsAreBounded() throws Exception {
        write(
                "V2__many.sql",
                "do $$ begin for i in 1..22 loop execute format('create table t%s (id int)', i); end loop; end $$;\n");

        assertThat(logging(launch("warn"))).isEqualTo(ExitStatus.OK);

        String lines = log.toString(StandardCharsets.UTF_8);
        assertThat(lines.lines().filter(line -> line.contains("Application's role lacks privileges")))
                .hasSize(20);
        assertThat(lines).containsPattern("Further objects not listed.* objects=2");
    }

    @Test
    void failureRepeatsUntilThePrivilegesAreGranted() throws Exception {
        write("V2__items.sql", "create table \"Items\" (id bigint);\n");
        String grant = "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE app.\"Items\" TO " + quoted;

        for (int start = 0; start < 2; start++) {
            ExitStatus ending = launch("fail").run();
            assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
            assertThat(ending.message()).contains("run " + grant + ", then restart");
            assertThat(scripts()).containsExactly("V1__orders.sql", "V2__items.sql");
        }
        database.execute(grant);

        assertThat(launch("fail").run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void repairDoesNotSkipTheCheck() throws Exception {
        write("V2__items.sql", "create table items (id bigint);\n");
        assertThat(launch("fail").run().code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);

        assertThat(launch("fail").run("repair")).isEqualTo(ExitStatus.OK);

        assertThat(launch("fail").run().code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
    }

    @Test
    void stricterSettingChecksABundleThatIsAlreadyApplied() throws Exception {
        write("V2__items.sql", "create table items (id bigint);\n");
        assertThat(launch("warn").run()).isEqualTo(ExitStatus.OK);

        assertThat(launch("fail").run().code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(launch("grant").run()).isEqualTo(ExitStatus.OK);
        assertThat(launch("fail").run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void grantGrantsWhatIsMissing() throws Exception {
        write("V2__items.sql", """
                create table "Items" (id bigserial);
                create view open as select * from orders;
                create procedure "Close"(_at timestamptz, _text text[]) language sql as '';
                create function opened(integer) returns integer language sql as 'select 1';
                """);
        database.execute("alter default privileges for role " + migrator + " revoke execute on functions from public");
        write(
                "V1__orders.sql",
                "create table orders (id bigserial); " + RIGHTS + "orders to " + quoted
                        + "; grant usage on sequence orders_id_seq to " + quoted
                        + "; create function first() returns integer language sql as 'select 1';"
                        + " grant execute on function first() to " + quoted + ";\n"
                        + "create procedure second() language sql as '';\n"
                        + "grant execute on procedure second() to " + quoted + ";\n");

        assertThat(logging(launch("grant"))).isEqualTo(ExitStatus.OK);

        assertThat(log.toString(StandardCharsets.UTF_8)).contains("Granted privileges to application's role");
        assertThat(held("has_table_privilege", "app.\"Items\"", "DELETE")).isEqualTo("t");
        assertThat(held("has_table_privilege", "app.open", "SELECT")).isEqualTo("t");
        assertThat(held("has_table_privilege", "app.open", "INSERT")).isEqualTo("f");
        assertThat(held("has_sequence_privilege", "app.\"Items_id_seq\"", "USAGE"))
                .isEqualTo("t");
        assertThat(held("has_sequence_privilege", "app.\"Items_id_seq\"", "UPDATE"))
                .isEqualTo("f");
        assertThat(held("has_function_privilege", "app.opened(integer)", "EXECUTE"))
                .isEqualTo("t");
        assertThat(held("has_function_privilege", "app.\"Close\"(timestamptz, text[])", "EXECUTE"))
                .isEqualTo("t");
        for (String own : List.of("flyway_schema_history", "init_migrator_receipt")) {
            assertThat(held("has_table_privilege", "app." + own, "SELECT")).isEqualTo("f");
        }
    }

    @Test
    void grantThatTheRoleMayNotGiveIsAFailureWithItsStatement() throws Exception {
        database.execute("create table app.foreigners (id bigint)");

        ExitStatus ending = launch("grant")
                .with("FLYWAY_BASELINE_ON_MIGRATE", "true")
                .with("FLYWAY_BASELINE_VERSION", "0")
                .run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message())
                .contains("GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE app.foreigners TO")
                .contains("granting them failed: ERROR: permission denied for table foreigners");
    }

    @Test
    void planSaysWhatNewObjectsWillLack() throws Exception {
        assertThat(launch("fail").run()).isEqualTo(ExitStatus.OK);
        write("V2__items.sql", "create table items (id bigint);\n");
        String note = "new tables of role \"" + migrator + "\" will lack privileges for role \"" + application
                + "\" unless a script grants them; ALTER DEFAULT PRIVILEGES FOR ROLE " + migrator
                + " IN SCHEMA app GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO " + quoted;

        assertThat(logging(launch("fail"), "plan")).isEqualTo(ExitStatus.OK);

        assertThat(log.toString(StandardCharsets.UTF_8)).contains("note: " + note);
        log.reset();
        database.execute(note.substring(note.indexOf("ALTER")));
        assertThat(logging(launch("fail"), "plan")).isEqualTo(ExitStatus.OK);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("note:");
    }

    @Test
    void planNamesWhatIsMissing() throws Exception {
        write("V2__items.sql", "create table items (id bigint);\n");
        assertThat(launch("warn").run()).isEqualTo(ExitStatus.OK);

        assertThat(logging(launch("warn"), "plan")).isEqualTo(ExitStatus.OK);

        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains(
                        "lacks privileges on table app.items; GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE app.items TO");
    }

    @Test
    void membershipAndPublicCount() throws Exception {
        database.execute("create role " + migrator + "_group");
        database.execute("grant " + migrator + "_group to " + quoted);
        write(
                "V2__items.sql",
                "create table items (id bigint); " + RIGHTS + "items to " + migrator + "_group;\n"
                        + "create table countries (id bigint); " + RIGHTS + "countries to public;\n");

        assertThat(launch("fail").run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void defaultPrivilegesCount() throws Exception {
        database.execute("alter default privileges for role " + migrator
                + " in schema app grant select, insert, update, delete on tables to " + quoted);
        write("V2__items.sql", "create table items (id bigint);\n");

        assertThat(launch("fail").run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void whatDefaultPrivilegesGiveToOthersIsNoDecision() throws Exception {
        database.execute("create role " + migrator + "_reporting");
        database.execute("alter default privileges for role " + migrator + " in schema app grant select on tables to "
                + migrator + "_reporting, " + quoted);
        write("V2__items.sql", "create table items (id bigint);\n");

        assertThat(launch("fail").run().message()).contains("run GRANT INSERT, UPDATE, DELETE ON TABLE app.items TO");
    }

    @Test
    void objectsWhosePrivilegesSomebodySetAreLeftAsTheyAre() throws Exception {
        database.execute("create role " + migrator + "_auditor");
        write(
                "V2__audit.sql",
                "create table audit (id bigint); grant insert on audit to " + migrator + "_auditor;\n"
                        + "create table internal (id bigint); revoke all on internal from " + quoted + ";\n"
                        + "create table countries (id bigint); grant select on countries to " + quoted + ";\n"
                        + "create table people (id bigint, name text); grant select (name) on people to " + quoted
                        + ";\n");

        assertThat(launch("fail").run()).isEqualTo(ExitStatus.OK);
        assertThat(launch("grant").run()).isEqualTo(ExitStatus.OK);
        assertThat(held("has_table_privilege", "app.internal", "SELECT")).isEqualTo("f");
    }

    @Test
    void objectsOfWhichMostAreWithheldAreNotExpectedToBeGranted() throws Exception {
        write(
                "V2__others.sql",
                "create table audit (id bigint); revoke all on audit from " + quoted + ";\n"
                        + "create table ledger (id bigint); revoke all on ledger from " + quoted + ";\n"
                        + "create table items (id bigint);\n");

        assertThat(launch("fail").run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void partitionsIdentitiesAndTriggerFunctionsNeedNoPrivileges() throws Exception {
        database.execute("alter default privileges for role " + migrator + " revoke execute on functions from public");
        write(
                "V2__parts.sql",
                "create table parts (id bigint generated always as identity) partition by list (id);\n"
                        + RIGHTS + "parts to " + quoted + ";\n"
                        + "create table parts_1 partition of parts for values in (1);\n"
                        + "create sequence numbers; grant usage on sequence numbers to " + quoted + ";\n"
                        + "create function first() returns integer language sql as 'select 1';\n"
                        + "grant execute on function first() to " + quoted + ";\n"
                        + "create function stamp() returns trigger language plpgsql as 'begin return new; end';\n");

        assertThat(launch("fail").run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void everySchemaOfFlywayIsChecked() throws Exception {
        database.execute("create schema \"Second Schema\" authorization " + migrator);
        database.execute("create schema closed authorization " + migrator);
        write(
                "V2__second.sql",
                "create table \"Second Schema\".items (id bigint);\n"
                        + "create table \"Second Schema\".parts (id bigint); " + RIGHTS + "\"Second Schema\".parts to "
                        + quoted
                        + ";\ncreate table closed.items (id bigint);\n");

        String message = launch("fail")
                .with("FLYWAY_SCHEMAS", "app,Second Schema,closed")
                .run()
                .message();

        assertThat(message)
                .contains("GRANT USAGE ON SCHEMA \"Second Schema\" TO " + quoted)
                .contains("GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE \"Second Schema\".items TO " + quoted)
                .doesNotContain("closed");
    }

    @Test
    void objectsOfTheRoleItselfAndSuperusersLackNothing() throws Exception {
        write("V2__items.sql", "create table items (id bigint);\n");

        assertThat(launch("fail").with("MIGRATOR_APP_ROLE", migrator).run()).isEqualTo(ExitStatus.OK);
        assertThat(launch("fail").with("MIGRATOR_APP_ROLE", database.user()).run())
                .isEqualTo(ExitStatus.OK);
    }

    @Test
    void unknownRoleIsNamed() {
        ExitStatus ending = launch("warn").with("MIGRATOR_APP_ROLE", "nobody").run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message())
                .contains("MIGRATOR_APP_ROLE names the role \"nobody\", which does not exist; create the role");
    }

    @Test
    void policyWithoutARoleIsInvalid() {
        ExitStatus ending = launch("fail").without("MIGRATOR_APP_ROLE").run();

        assertThat(ending.code()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
        assertThat(ending.message()).contains("MIGRATOR_WHEN_UNGRANTED has no effect without MIGRATOR_APP_ROLE");
    }

    @Test
    void startWithNothingToDoMakesNoFurtherStatement() throws Exception {
        assertThat(launch("fail").run()).isEqualTo(ExitStatus.OK);
        assertThat(unset().run()).isEqualTo(ExitStatus.OK);
        try (StatementCounter counter = StatementCounter.before(database)) {
            assertThat(unset().with("FLYWAY_URL", counter.url()).run()).isEqualTo(ExitStatus.OK);
            int without = counter.roundTrips();
            counter.reset();

            assertThat(launch("fail").with("FLYWAY_URL", counter.url()).run()).isEqualTo(ExitStatus.OK);

            assertThat(counter.roundTrips()).isEqualTo(without);
        }
    }

    private String held(String question, String object, String privilege) {
        return database.string("select " + question + "('" + application + "', '" + object + "', '" + privilege + "')");
    }

    private List<String> scripts() {
        return database.strings(
                "select script from app.flyway_schema_history where type = 'SQL' order by installed_rank");
    }

    private ExitStatus logging(InProcessRun run, String... command) {
        return run.runInto(log, command);
    }

    private InProcessRun launch(String whenUngranted) {
        return unset().with("MIGRATOR_APP_ROLE", application).with("MIGRATOR_WHEN_UNGRANTED", whenUngranted);
    }

    private InProcessRun unset() {
        return InProcessRun.on(database, bundle)
                .with("FLYWAY_USER", migrator)
                .with("FLYWAY_PASSWORD", "m1grator-secret")
                .with("FLYWAY_SCHEMAS", "app");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
