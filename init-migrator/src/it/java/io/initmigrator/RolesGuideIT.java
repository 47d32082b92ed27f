package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the SQL and the settings of docs/guides/roles.md in their order on real PostgreSQL. */
class RolesGuideIT {

    private static final Pattern SQL = Pattern.compile("^```sql\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern SETTING = Pattern.compile("^    (\\w+)=(\\S+)$", Pattern.MULTILINE);

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    @Test
    void applicationReadsAndWritesButOwnsNothing() throws Exception {
        String guide = guide();
        List<String> snippets =
                SQL.matcher(guide).results().map(snippet -> snippet.group(1)).toList();
        assertThat(snippets).hasSize(5);
        write("V1__orders.sql", "create table orders (id bigserial, state text);\n");
        database.execute(snippets.get(0));
        database.execute(snippets.get(1));

        assertThat(migrate(guide)).isEqualTo(ExitStatus.OK);
        database.execute(snippets.get(2));
        database.execute(snippets.get(3));
        write("V2__audit.sql", snippets.get(4));
        assertThat(migrate(guide)).isEqualTo(ExitStatus.OK);

        asApplication("insert into orders (state) values ('open')");
        asApplication("insert into audit values (now(), 'order')");
        for (String refused : List.of(
                "select * from audit",
                "delete from flyway_schema_history",
                "select * from init_migrator_receipt",
                "drop table orders")) {
            assertThatThrownBy(() -> asApplication(refused))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
        assertThat(database.strings(
                        "select distinct tableowner from pg_tables where schemaname = '" + named("shop") + "'"))
                .containsExactly(named("shop_owner"));
    }

    private ExitStatus migrate(String guide) {
        InProcessRun run = InProcessRun.on(database, bundle).with("FLYWAY_PASSWORD", "change-me");
        Matcher setting = SETTING.matcher(guide);
        int settings = 0;
        for (; setting.find(); settings++) {
            run = run.with(setting.group(1), setting.group(2));
        }
        assertThat(settings).isEqualTo(5);
        return run.run();
    }

    private void asApplication(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        database.url() + "?currentSchema=" + named("shop"), named("shop_app"), "change-me-too");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Renames the roles in the guide, because roles belong to the server, which all tests share. */
    private String guide() throws IOException {
        return Files.readAllLines(Path.of("docs/guides/roles.md")).stream()
                .map(this::named)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private String named(String text) {
        return text.replaceAll("\\bshop(?=\\b|_)", database.name() + "_shop");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
