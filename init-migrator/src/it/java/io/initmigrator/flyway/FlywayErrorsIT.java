package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.migration.MigrationResult;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests an {@link Error} inside Flyway between two statements: nothing is committed that Flyway did not commit itself. */
class FlywayErrorsIT {

    /** Triggers the error after this statement. */
    private static final String FAULT = "select 'fault';\n";

    private static final String HALF =
            "insert into ledger values ('half');\n" + FAULT + "insert into ledger values ('rest');\n";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    private Scripts scripts;
    private boolean failing = true;

    @BeforeEach
    void layScripts() {
        scripts = new Scripts(directory).with("V1__ledger.sql", "create table ledger (what text);\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"V2__half.sql", "R__half.sql"})
    void halfAScriptIsRolledBack(String script) throws Exception {
        scripts.with(script, HALF);

        assertFails(Map.of(), script);
        assertThat(ledger()).isEmpty();
        assertThat(recorded()).isEqualTo(1);

        assertSucceeds(Map.of());
        assertThat(ledger()).isEqualTo("half,rest");
        assertThat(recorded()).isEqualTo(2);
    }

    @Test
    void groupIsRolledBackAsAWhole() throws Exception {
        scripts.with("V2__whole.sql", "insert into ledger values ('whole');\n").with("V3__half.sql", HALF);

        assertFails(Map.of("FLYWAY_GROUP", "true"), "V3__half.sql");
        assertThat(database.string("select to_regclass('ledger') is null")).isEqualTo("t");
        assertThat(recorded()).isZero();

        assertSucceeds(Map.of("FLYWAY_GROUP", "true"));
        assertThat(ledger()).isEqualTo("half,rest,whole");
    }

    @ParameterizedTest
    @ValueSource(strings = {"beforeEachMigrate.sql", "afterEachMigrate.sql"})
    void callbackOfAScriptIsRolledBackWithTheScript(String callback) throws Exception {
        try (Migrator migrator = migrator(Map.of())) {
            assertThat(migrator.migrate()).isInstanceOf(MigrationResult.Applied.class);
        }
        scripts.with("V2__whole.sql", "insert into ledger values ('whole');\n").with(callback, HALF);

        assertFails(Map.of(), "V2__whole.sql");
        assertThat(ledger()).isEmpty();
        assertThat(recorded()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"beforeMigrate.sql", "afterMigrate.sql"})
    void callbackAroundTheMigrationIsRolledBack(String callback) throws Exception {
        try (Migrator migrator = migrator(Map.of())) {
            assertThat(migrator.migrate()).isInstanceOf(MigrationResult.Applied.class);
        }
        scripts.with("V2__whole.sql", "insert into ledger values ('whole');\n").with(callback, HALF);

        try (Migrator migrator = migrator(Map.of())) {
            assertThatThrownBy(migrator::migrate).isInstanceOf(StackOverflowError.class);
        }
        assertThat(ledger()).doesNotContain("half");
    }

    /** Covers a script that begins a transaction itself: Flyway would commit it while it closes. */
    @Test
    void transactionThatAScriptBeganItselfIsRolledBack() throws Exception {
        scripts.with("V2__own.sql", "begin;\n" + HALF + "commit;\n")
                .with("V2__own.sql.conf", "executeInTransaction=false\n");

        assertFails(Map.of(), "V2__own.sql");
        assertThat(ledger()).isEmpty();
        assertThat(recorded()).isEqualTo(1);
    }

    /** Covers a transaction that a script leaves open: Flyway commits it together with the history row. */
    @Test
    void transactionThatAScriptLeavesOpenIsCommittedWithIt() throws Exception {
        failing = false;
        scripts.with("V2__own.sql", "begin;\ninsert into ledger values ('whole');\n")
                .with("V2__own.sql.conf", "executeInTransaction=false\n")
                .with("beforeEachMigrate.sql", "select 1;\n")
                .with("afterEachMigrate.sql", "insert into ledger values ('after');\n");

        assertSucceeds(Map.of());
        assertThat(ledger()).isEqualTo("after,after,whole");
        assertThat(recorded()).isEqualTo(2);
    }

    private void assertFails(Map<String, String> environment, String script) throws Exception {
        try (Migrator migrator = migrator(environment)) {
            assertThat(migrator.migrate()).isInstanceOfSatisfying(MigrationResult.Failed.class, run -> {
                assertThat(run.failure().script()).isEqualTo(script);
                assertThat(run.failure().message()).contains("StackOverflowError");
            });
        }
    }

    private void assertSucceeds(Map<String, String> environment) throws Exception {
        failing = false;
        try (Migrator migrator = migrator(environment)) {
            assertThat(migrator.migrate()).isInstanceOf(MigrationResult.Applied.class);
        }
    }

    private Migrator migrator(Map<String, String> environment) throws Exception {
        return new Migrator(database, scripts, environment, WhenEmpty.FAIL, this::faulty);
    }

    private String ledger() {
        return database.string("select coalesce(string_agg(what, ',' order by what), '') from ledger");
    }

    private int recorded() {
        return database.number("select count(*) from flyway_schema_history where success and type = 'SQL'");
    }

    private DataSource faulty(DataSource source) {
        return proxy(DataSource.class, (self, method, arguments) -> {
            Object result = invoke(source, method, arguments);
            return result instanceof Connection connection ? faulty(connection) : result;
        });
    }

    private Connection faulty(Connection connection) {
        return proxy(Connection.class, (self, method, arguments) -> {
            Object result = invoke(connection, method, arguments);
            return method.getName().equals("createStatement") ? faulty((Statement) result) : result;
        });
    }

    private Statement faulty(Statement statement) {
        return proxy(Statement.class, (self, method, arguments) -> {
            Object result = invoke(statement, method, arguments);
            if (failing && method.getName().equals("execute") && FAULT.startsWith((String) arguments[0])) {
                throw new StackOverflowError();
            }
            return result;
        });
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(FlywayErrorsIT.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
