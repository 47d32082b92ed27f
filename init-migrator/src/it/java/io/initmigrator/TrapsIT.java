package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.fence.Database;
import io.initmigrator.fence.Session;
import io.initmigrator.postgres.Fences;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.support.Children;
import io.initmigrator.support.LocalHttpServer;
import io.initmigrator.support.MockKubernetesApi;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.PostgresServer;
import io.initmigrator.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests a role that may create objects in {@code public} and plants functions, operators and tables there: none is executed with the
 * migrator's privileges.
 */
@Tag("heavy")
class TrapsIT {

    /** Types of the parameters and columns of our statements. */
    private static final String TYPES =
            "{text,varchar,name,int2,int4,int8,oid,bool,float8,numeric,timestamptz,interval,regclass,char,text[],name[],inet}";

    /** Matches {@code name(} or an operator, with its qualifier. */
    private static final Pattern CALL = Pattern.compile(
            "(?<qualifier>pg_catalog\\.)?\"?(?<function>[a-z_][a-z_0-9]*)\"?\\((?<empty>\\))?|(?<operator>[-+*/<>=~!@#%^&|]+)");

    private static final Pattern TEXTS = Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"\\.?|--[^\\n]*");

    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static PostgresServer server;
    private static int databases;

    @TempDir
    private Path bundle;

    @TempDir
    private Path directory;

    private Path kubeconfig;

    private String database;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
        server.execute("postgres", "create role mallory login");
    }

    @AfterAll
    static void stopServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void createDatabase() throws Exception {
        kubeconfig = directory.resolve("kubeconfig");
        database = "traps_" + ++databases;
        server.createDatabase(database);
        server.execute(database, "grant create on schema public to public");
        write("V1__a.sql", "create table a (id bigint);\n");
    }

    /**
     * Plants every function and operator that the statements of a clean run name, for every combination of types; Flyway's own statements
     * still work.
     */
    @Test
    void noCommandOfOursRunsAPlantedFunction() throws Exception {
        write("V2__index.sql", "create index concurrently a_by_id on a (id);\n");
        runEverything();
        plantTrapsFor(ours());
        write("V3__b.sql", "create table b (id bigint);\n");
        write("V4__index.sql", "create index concurrently b_by_id on b (id);\n");

        runEverything();

        assertThat(sprung().stream().filter(TrapsIT::isOurs)).isEmpty();
    }

    /** Includes a predecessor's session to terminate, and the commands that run until they are stopped. */
    @Test
    void noPodOfAClusterRunsAPlantedFunction() throws Exception {
        try (Children children = new Children();
                MockKubernetesApi api = MockKubernetesApi.start()) {
            Files.writeString(kubeconfig, api.kubeconfig("default"));
            api.request("POST", LEASES, """
                    {"kind": "Lease", "apiVersion": "coordination.k8s.io/v1", "metadata": {"name": "init-migrator"}}""");
            write("V2__index.sql", "create index concurrently a_by_id on a (id);\n");
            runCluster(api, children);
            Set<String> statements = ours();
            assertThat(statements).anyMatch(sql -> sql.contains("pg_terminate_backend"));
            plantTrapsFor(statements);
            write("V3__b.sql", "create table b (id bigint);\n");
            write("V4__index.sql", "create index concurrently b_by_id on b (id);\n");

            runCluster(api, children);

            assertThat(sprung().stream().filter(TrapsIT::isOurs)).isEmpty();
            assertThat(ours().stream().filter(sql -> !unqualified(sql).isEmpty()))
                    .isEmpty();
        }
    }

    /** Proves that the tests above can fail. */
    @Test
    void plantedFunctionIsRunByAStatementThatNamesNoSchema() throws Exception {
        plantTrapsFor(Set.of("select array_length(null::name[], 1), 'a'::text = 'b'::varchar"));

        server.execute(database, "select 'a'::text = 'b'::varchar");

        assertThat(sprung()).containsExactly("select 'a'::text = 'b'::varchar");
    }

    @Test
    void everyFunctionAndOperatorOfOurStatementsIsQualified() throws Exception {
        write("V2__index.sql", "create index concurrently a_by_id on a (id);\n");
        runEverything();

        assertThat(ours())
                .hasSizeGreaterThan(15)
                .allSatisfy(sql -> assertThat(unqualified(sql)).as(sql).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"init_migrator_receipt", "init_migrator_journal", "flyway_schema_history"})
    void viewUnderTheNameOfATableIsRefusedUnread(String table) throws Exception {
        asMallory("create function trap() returns int immutable language plpgsql as $$ begin"
                + " raise log 'TRAP|%|', current_query(); return 1; end $$");
        asMallory("create view " + table + " as select trap() as installed_rank, trap() as script");
        asMallory("grant all on " + table + " to public");

        for (String command : List.of("migrate", "status", "plan", "wait", "repair")) {
            ExitStatus ending = run(command);
            assertThat(ending.code()).as(command).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(ending.message()).contains(table, "is not an ordinary table", "alter table");
        }
        assertThat(sprung()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"init_migrator_receipt", "init_migrator_journal"})
    void tableThatAnotherRoleMadeBeforehandIsRefused(String table) throws Exception {
        asMallory("create table " + table + " (history_table text, bundle text)");
        asMallory("grant all on " + table + " to public");

        ExitStatus ending = run("migrate");

        assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ending.message()).contains(table, "is owned by role mallory", "owner to " + PostgresServer.USER);
    }

    @Test
    void tableOfOursWithATriggerIsRefused() throws Exception {
        assertThat(run("migrate")).isEqualTo(ExitStatus.OK);
        server.execute(database, "grant trigger on init_migrator_receipt to mallory");
        asMallory(
                "create function trap() returns trigger language plpgsql as $$ begin raise log 'TRAP|%|', current_query();"
                        + " return new; end $$");
        asMallory(
                "create trigger trap before insert or update on init_migrator_receipt for each row execute function trap()");
        write("V2__b.sql", "create table b (id bigint);\n");

        ExitStatus ending = run("migrate");

        assertThat(ending.message()).contains("init_migrator_receipt", "has triggers or rules");
        assertThat(sprung()).isEmpty();
    }

    @Test
    void defaultPrivilegesDoNotReachOurTablesAndALaterGrantStays() throws Exception {
        server.execute(
                database,
                "alter default privileges for role " + PostgresServer.USER
                        + " grant all on tables to mallory; alter default privileges for role " + PostgresServer.USER
                        + " in schema public grant select on tables to public");
        write("V2__index.sql", "create index concurrently a_by_id on a (id);\n");
        assertThat(run("migrate")).isEqualTo(ExitStatus.OK);
        String others = "select count(*)::int from pg_class c, aclexplode(c.relacl) a"
                + " where c.relname like 'init_migrator_%' and c.relkind = 'r' and a.grantee <> c.relowner";
        assertThat(server.number(
                        database,
                        "select count(*)::int from pg_class where relname like 'init\\_migrator\\__%'"
                                + " and relkind = 'r'"))
                .isEqualTo(2);
        assertThat(server.number(database, others)).isZero();

        server.execute(database, "grant select on init_migrator_receipt to mallory");
        write("V3__c.sql", "create table c (id bigint);\n");
        assertThat(run("migrate")).isEqualTo(ExitStatus.OK);
        assertThat(server.number(database, others)).isEqualTo(1);
    }

    /** Runs all commands with any result, because the history may be inconsistent by now. */
    private void runEverything() throws Exception {
        for (String command : List.of("migrate", "migrate", "wait", "status", "plan", "repair", "unlock", "migrate")) {
            run(command);
        }
        assertThat(run("migrate")).isEqualTo(ExitStatus.OK);
    }

    private void runCluster(MockKubernetesApi api, Children children) throws Exception {
        try (Session leftover = leader().open(uid(api))) {
            Fences.taken(leftover);
            assertThat(end(pod(children, "status"))).isEqualTo(10);
            assertThat(end(pod(children, "unlock", "--force"))).isZero();
        }
        try (Session leftover = leader().open(uid(api))) {
            Fences.taken(leftover);
            api.request("PATCH", LEASES + "/init-migrator", """
                    {"metadata": {"resourceVersion": "%s", "annotations": {"init-migrator.io/predecessors": "leader_1"}}}\
                    """.formatted(metadata(api, "resourceVersion")));
            assertThat(end(pod(children, "migrate"))).isZero();
        }
        for (String command : List.of("migrate", "wait", "status", "repair")) {
            assertThat(end(pod(children, command))).as(command).isZero();
        }
        assertThat(end(pod(children, "plan"))).isZero();
        assertThat(served(children, "guard", "/readyz")).isZero();
        assertThat(served(children, "maintenance", "/startupz")).isZero();
    }

    /** Waits until the process answers on its probe port, stops it, and returns its exit code. */
    private int served(Children children, String command, String path) throws Exception {
        LocalHttpServer page = LocalHttpServer.onFreePort();
        LocalHttpServer probes = command.equals("guard") ? page : LocalHttpServer.onFreePort();
        Map<String, String> environment = inCluster();
        environment.put("MIGRATOR_HTTP_PORT", String.valueOf(page.port()));
        environment.put("MIGRATOR_HEALTH_PORT", String.valueOf(probes.port()));
        PodProcess pod = PodProcess.start(children, PodSpec.named("orders-1", command), environment, line -> {});
        probes.await(path, 200, TIMEOUT);
        pod.process().toHandle().destroy();
        return end(pod);
    }

    private PodProcess pod(Children children, String... command) throws IOException {
        return PodProcess.start(children, PodSpec.named("orders-1", command), inCluster(), line -> {});
    }

    private static int end(PodProcess pod) throws InterruptedException {
        PodProcess.Result result = pod.await(TIMEOUT);
        return result.exitCode();
    }

    private Map<String, String> inCluster() {
        Map<String, String> environment = environment();
        environment.remove("MIGRATOR_IDENTITY");
        environment.put("MIGRATOR_COORDINATION", "lease");
        environment.put("MIGRATOR_LEASE_NAME", "init-migrator");
        environment.put("MIGRATOR_TIMEOUT", "40s");
        environment.put("KUBECONFIG", kubeconfig.toString());
        return environment;
    }

    private Database leader() {
        return new PostgresDatabase(
                TestSettings.of(
                        server.jdbcUrl(database),
                        TestSettings.login(PostgresServer.USER, PostgresServer.PASSWORD),
                        TestSettings.HISTORY,
                        "leader_1"),
                new SystemTime(),
                new Random(1));
    }

    private static String uid(MockKubernetesApi api) throws IOException {
        return metadata(api, "uid");
    }

    private static String metadata(MockKubernetesApi api, String field) throws IOException {
        return new ObjectMapper()
                .readTree(api.request("GET", LEASES + "/init-migrator", ""))
                .path("metadata")
                .path(field)
                .asText();
    }

    private ExitStatus run(String command) {
        return new InProcessRun(environment()).run(command);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(server.settings(database));
        environment.putAll(Map.of(
                "FLYWAY_LOCATIONS",
                "filesystem:" + bundle,
                "MIGRATOR_COORDINATION",
                "database",
                "MIGRATOR_IDENTITY",
                "pod",
                "MIGRATOR_LOG_LEVEL",
                "error",
                "MIGRATOR_TIMEOUT",
                "5s",
                "MIGRATOR_TERMINATION_LOG",
                "/dev/null"));
        return environment;
    }

    /** Returns the logged statements that name PostgreSQL's objects as ours do; Flyway's and the driver's statements do not. */
    private Set<String> ours() throws Exception {
        Set<String> statements = new TreeSet<>();
        for (var session : server.sessions(database)) {
            session.statements().stream()
                    .map(it -> it.sql())
                    .filter(TrapsIT::isOurs)
                    .forEach(statements::add);
        }
        return statements;
    }

    private static boolean isOurs(String sql) {
        return sql.contains("operator(pg_catalog.") || (sql.startsWith("select ") && sql.contains(" pg_catalog."));
    }

    private static Set<String> unqualified(String sql) {
        Set<String> names = new TreeSet<>();
        String code = TEXTS.matcher(sql)
                .replaceAll("''")
                .replaceAll("operator\\(pg_catalog\\.[^)]*\\)", " ")
                .replace("count(*)", "count()")
                .replaceAll("(?<=set|,)\\s+[a-z_]+ = (?=excluded|pg_catalog|''|true|false|case)", " ");
        Matcher call = CALL.matcher(code);
        while (call.find()) {
            String function = call.group("function");
            if (function == null) {
                names.add(call.group("operator"));
            } else if (call.group("qualifier") == null && !GRAMMAR.contains(function)) {
                names.add(function);
            }
        }
        return names;
    }

    /** Lists keywords before a parenthesis, which are not looked up in the {@code search_path}. */
    private static final Set<String> GRAMMAR = Set.of(
            "coalesce", "exists", "row", "extract", "w", "n", "key", "array", "values", "any", "filter", "from", "as");

    private void plantTrapsFor(Set<String> statements) throws SQLException {
        Set<String> functions = new TreeSet<>();
        Set<String> operators = new TreeSet<>();
        for (String sql : statements) {
            Matcher call = CALL.matcher(
                    TEXTS.matcher(sql).replaceAll("''").replaceAll("operator\\(pg_catalog\\.([^)]*)\\)", " $1 "));
            while (call.find()) {
                if (call.group("operator") != null) {
                    operators.add(call.group("operator"));
                } else if (call.group("empty") == null && !GRAMMAR.contains(call.group("function"))) {
                    functions.add(call.group("function"));
                }
            }
        }
        assertThat(functions).isNotEmpty();
        assertThat(operators).contains("=");
        asMallory("""
                do $do$
                declare
                  types text[] := '%s'; name text; one text; two text; body text :=
                    ' language plpgsql as $$ begin raise log ''TRAP|%%|'', pg_catalog.current_query(); return null; end $$';
                  answer text;
                begin
                  foreach name in array array['%s'] loop
                    foreach one in array types loop
                      begin execute 'create function public."' || name || '"(' || one || ') returns text' || body;
                      exception when others then null; end;
                      foreach two in array types loop
                        begin execute 'create function public."' || name || '"(' || one || ',' || two || ') returns text' || body;
                        exception when others then null; end;
                        if one in ('text','varchar','name') then
                          begin execute 'create function public."' || name || '"(' || one || ',' || two || ',bool) returns text'
                              || replace(body, 'null', case name when 'set_config'
                                then 'pg_catalog.set_config($1::pg_catalog.text, $2::pg_catalog.text, $3)' else 'null' end);
                          exception when others then null; end;
                        end if;
                      end loop;
                    end loop;
                  end loop;
                  foreach one in array types loop
                    foreach two in array types loop
                      foreach name in array array['%s'] loop
                        answer := case when name in ('=', '<>', '~~')
                          then '$1::pg_catalog.text operator(pg_catalog.' || name || ') $2::pg_catalog.text' else 'null' end;
                        begin
                          execute 'create function public."trap ' || name || '"(' || one || ',' || two || ') returns boolean'
                            || replace(body, 'null', answer);
                          execute 'create operator public.' || name || ' (leftarg=' || one || ',rightarg=' || two
                            || ',function=public."trap ' || name || '")';
                        exception when others then null; end;
                      end loop;
                    end loop;
                  end loop;
                end $do$""".formatted(TYPES, String.join("','", functions), String.join("','", operators)));
    }

    private void asMallory(String sql) throws SQLException {
        server.execute(database, "set role mallory; " + sql);
    }

    /** Returns the statements that executed a planted object, each on one line. */
    private Set<String> sprung() throws Exception {
        server.sessions(database);
        Set<String> statements = new TreeSet<>();
        String log = Files.readString(server.data().resolve("log").resolve("postgresql.log"));
        Matcher trap = Pattern.compile("\\|" + database + "\\|[^|]*\\|LOG:  TRAP\\|([^|]*)\\|")
                .matcher(log);
        while (trap.find()) {
            statements.add(trap.group(1));
        }
        return statements;
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
