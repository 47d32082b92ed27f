package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.StatementCounter;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Tests scripts that are declared to run after the rollout, without Kubernetes. */
@Isolated // Reads standard output.
class DeferredScriptsIT {

    private static final String AFTER = "-- init-migrator: after-rollout\n";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    @BeforeEach
    void deployFirstRelease() throws IOException {
        write("V1__customers.sql", "create table customers (id bigint, fax text);\n");
        succeed();
    }

    @Test
    void lastScriptsAreDeferredUntilTheRolloutIsOver() throws Exception {
        write("V2__mail.sql", "alter table customers add mail text;\n");
        write("V3__fax.sql", AFTER + "alter table customers drop fax;\n");
        write("V4__phone.sql", AFTER + "alter table customers add phone text;\n");

        succeed();
        assertThat(history()).containsExactly("1", "2");
        assertStatus(List.of(), List.of("V3__fax.sql", "V4__phone.sql"));
        succeed("wait");
        succeed("wait", "--version", "4");
        assertThat(launch().with("MIGRATOR_TIMEOUT", "1s")
                        .run("wait", "--version", "5")
                        .code())
                .isEqualTo(ExitCode.DEADLINE_PASSED);
        succeed();
        assertThat(history()).containsExactly("1", "2");

        succeed("migrate", "--deferred");
        assertThat(history()).containsExactly("1", "2", "3", "4");
        assertStatus(List.of(), List.of());
        succeed("migrate", "--deferred");
        succeed();
        assertThat(receipts()).isEqualTo(2);
    }

    /** Covers a start while the scripts are deferred, and one after they have run. */
    @Test
    void startWithNothingToDoIsOneStatement() throws Exception {
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        succeed();
        try (StatementCounter counter = StatementCounter.before(database)) {
            InProcessRun pod = launch().with("FLYWAY_URL", counter.url());
            assertThat(pod.run()).isEqualTo(ExitStatus.OK);
            assertThat(counter.connections()).isEqualTo(1);
            assertThat(counter.roundTrips()).isEqualTo(1);
            succeed("migrate", "--deferred");
            counter.reset();
            assertThat(pod.run()).isEqualTo(ExitStatus.OK);
            assertThat(counter.connections()).isEqualTo(1);
            assertThat(counter.roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void planTellsThemApart() throws Exception {
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        write("V3__mail.sql", "alter table customers add mail text;\n");
        write("V4__phone.sql", AFTER + "alter table customers add phone text;\n");

        JsonNode plan = new ObjectMapper().readTree(output(launch(), "plan", "--output", "json"));

        assertThat(plan.path("scripts").findValuesAsText("script"))
                .containsExactly("V2__fax.sql", "V3__mail.sql", "V4__phone.sql");
        assertThat(plan.path("scripts").findValuesAsText("deferred")).containsExactly("false", "false", "true");
        assertThat(plan.at("/notes/0").asText())
                .startsWith("V2__fax.sql is declared after-rollout, but has to run before");
        assertThat(output(launch(), "plan"))
                .startsWith("2 pending, 1 deferred until after the rollout, from version 1 to 4")
                .contains("V4__phone.sql (in a transaction, after the rollout)");
        assertThat(launch().with("MIGRATOR_WHEN_NOT_DEFERRABLE", "fail")
                        .run("plan")
                        .code())
                .isEqualTo(ExitCode.SCHEMA_MISMATCH);
    }

    /** Covers a leader that is killed: its committed scripts stay, and the next leader runs the rest. */
    @Test
    void killedRunIsContinued() throws Exception {
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        write("V3__slow.sql", AFTER + "select pg_sleep(600);\n");
        succeed();
        CompletableFuture<ExitStatus> first = launch().start("migrate", "--deferred");
        TestDatabase.await(
                "the slow script runs",
                () -> database.number("select count(*) from pg_stat_activity where query like '%pg_sleep(600)%'"
                                + " and state = 'active' and pid <> pg_backend_pid()")
                        == 1);
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where query like '%pg_sleep(600)%' and state = 'active' and pid <> pg_backend_pid()");
        assertThat(first.get(60, TimeUnit.SECONDS).code()).isEqualTo(ExitCode.LEADERSHIP_LOST);
        assertThat(history()).containsExactly("1", "2");
        succeed();

        write("V3__slow.sql", AFTER + "select pg_sleep(0);\n");
        succeed();
        assertThat(history()).containsExactly("1", "2");
        succeed("migrate", "--deferred");
        assertThat(history()).containsExactly("1", "2", "3");
    }

    /** Runs the guide release by release: the scripts that expand before the pods start, those that contract after the rollout. */
    @Test
    void scriptsOfTheGuideRun() throws Exception {
        TestDatabase shop = TestPostgres.freshDatabase();
        Path scripts = guideBundle();
        for (Map.Entry<Integer, String> script : guide().entrySet()) {
            writeGuide(scripts, script.getKey(), script.getKey());
            if (script.getKey() == 1) {
                assertThat(InProcessRun.on(shop, scripts).run()).isEqualTo(ExitStatus.OK);
                shop.execute("insert into customers (id, phone) values (1, '123')");
                shop.execute("insert into orders (id, total, city) values (1, 5, 'Bern')");
            } else {
                long before = shop.number("select count(*) from flyway_schema_history");
                assertThat(InProcessRun.on(shop, scripts).run()).isEqualTo(ExitStatus.OK);
                boolean contracts = script.getValue().contains("after-rollout");
                assertThat(shop.number("select count(*) from flyway_schema_history"))
                        .isEqualTo(contracts ? before : before + 1);
                assertThat(InProcessRun.on(shop, scripts).run("migrate", "--deferred"))
                        .isEqualTo(ExitStatus.OK);
            }
        }
        assertThat(shop.string("select mobile || total_cents || city || name from customers, orders, addresses"))
                .isEqualTo("123500Bern");
        assertThat(shop.number("select count(*) from flyway_schema_history")).isEqualTo(17);
    }

    /** Covers pods of two releases that write at once: those of either read what the others have written. */
    @Test
    void splitTableOfTheGuideLosesNothing() throws Exception {
        TestDatabase shop = TestPostgres.freshDatabase();
        Path scripts = guideBundle();
        writeGuide(scripts, 1, 9);
        assertThat(InProcessRun.on(shop, scripts).run()).isEqualTo(ExitStatus.OK);
        shop.execute("insert into orders (id, total_cents, street, city)"
                + " values (1, 1, 'a', 'Bern'), (2, 1, null, null), (3, 1, 'c', 'Bern')");

        writeGuide(scripts, 10, 10);
        assertThat(InProcessRun.on(shop, scripts).run()).isEqualTo(ExitStatus.OK);
        // As the version before does until its last pod is gone, here before the script that fills.
        shop.execute("update orders set street = 'cc' where id = 3");
        shop.execute("insert into orders (id, total_cents, street, city) values (4, 1, 'd', 'Basel')");
        writeGuide(scripts, 11, 11);
        assertThat(InProcessRun.on(shop, scripts).run()).isEqualTo(ExitStatus.OK);
        assertAddresses(shop, "1 a Bern", "3 cc Bern", "4 d Basel");

        writeGuide(scripts, 12, 13);
        assertThat(InProcessRun.on(shop, scripts).run()).isEqualTo(ExitStatus.OK);
        assertThat(shop.number("select count(*) from flyway_schema_history")).isEqualTo(11);
        // Inserts: by release 1, and by release 2 in either order, in one transaction or in two.
        shop.execute("insert into orders (id, total_cents, street, city) values (5, 1, 'e', 'Chur')");
        shop.execute("insert into orders (id, total_cents) values (6, 1)");
        shop.execute("insert into addresses values (6, 'f', 'Genf')");
        shop.execute("insert into addresses values (7, 'g', 'Zug')");
        shop.execute("insert into orders (id, total_cents) values (7, 1)");
        shop.execute(
                "insert into orders (id, total_cents) values (8, 1); insert into addresses values (8, 'h', 'Biel')");
        shop.execute(
                "insert into addresses values (9, 'i', 'Thun'); insert into orders (id, total_cents) values (9, 1)");
        shop.execute("insert into orders (id, total_cents) values (10, 1), (11, 1), (12, 1)");
        assertAddresses(
                shop, "1 a Bern", "3 cc Bern", "4 d Basel", "5 e Chur", "6 f Genf", "7 g Zug", "8 h Biel", "9 i Thun");
        // Updates: of own rows and of the other release's, of several rows, of an order without an address, and to
        // none.
        shop.execute("update orders set street = 'dd' where id = 4");
        shop.execute("update addresses set city = 'Davos' where order_id = 5");
        shop.execute("update orders set city = 'Lausanne' where id = 6");
        shop.execute("update addresses set street = 'gg' where order_id = 7");
        shop.execute("update orders set street = 'hi' where id in (8, 9)");
        shop.execute("update addresses set city = 'Sion' where order_id in (8, 9)");
        shop.execute("update orders set street = 'k', city = 'Arth' where id = 10");
        shop.execute("insert into addresses values (11, 'l', 'Visp')");
        shop.execute("update orders set total_cents = total_cents + 1");
        shop.execute("update orders set street = null, city = null where id = 1");
        List<String> written = List.of(
                "3 cc Bern",
                "4 dd Basel",
                "5 e Davos",
                "6 f Lausanne",
                "7 gg Zug",
                "8 hi Sion",
                "9 hi Sion",
                "10 k Arth",
                "11 l Visp");
        assertAddresses(shop, written.toArray(String[]::new));

        assertThat(InProcessRun.on(shop, scripts).run("migrate", "--deferred")).isEqualTo(ExitStatus.OK);

        assertThat(shop.number("select count(*) from flyway_schema_history")).isEqualTo(13);
        assertThat(addresses(shop)).isEqualTo(written);
        assertThat(shop.number("select count(*) from orders")).isEqualTo(12);
        assertThat(shop.number("select count(*) from pg_trigger where not tgisinternal and tgname like '%address%'"))
                .isZero();
        shop.execute(
                "insert into addresses values (13, 'm', 'Olten'); insert into orders (id, total_cents) values (13, 1)");
        assertThat(addresses(shop)).hasSize(10).endsWith("13 m Olten");
    }

    /** Asserts what pods of release 1 read, and what those of release 2 do. */
    private static void assertAddresses(TestDatabase shop, String... expected) {
        assertThat(shop.strings("select concat_ws(' ', id, street, city) from orders"
                        + " where street is not null or city is not null order by id"))
                .containsExactly(expected);
        assertThat(addresses(shop)).containsExactly(expected);
    }

    private static List<String> addresses(TestDatabase shop) {
        return shop.strings("select concat_ws(' ', order_id, street, city) from addresses"
                + " where street is not null or city is not null order by order_id");
    }

    private Path guideBundle() throws IOException {
        return Files.createDirectory(bundle.resolveSibling(bundle.getFileName() + "-guide"));
    }

    /** Writes the scripts of these versions. */
    private static void writeGuide(Path directory, int from, int to) throws IOException {
        for (String script : guide().subMap(from, to + 1).values()) {
            Files.writeString(directory.resolve(script.substring(3, script.indexOf('\n'))), script);
        }
    }

    /** Returns the guide's scripts by their versions. */
    private static SortedMap<Integer, String> guide() throws IOException {
        SortedMap<Integer, String> scripts = new TreeMap<>();
        Pattern.compile("```sql\n(-- V(\\d+)__\\w+\\.sql\n.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/guides/expand-and-contract.md")))
                .results()
                .forEach(block -> scripts.put(Integer.valueOf(block.group(2)), block.group(1)));
        return scripts;
    }

    @Test
    void emptyHistoryDefersNothing() throws Exception {
        TestDatabase fresh = TestPostgres.freshDatabase();
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        write("R__view.sql", AFTER + "create or replace view names as select id from customers;\n");

        assertThat(InProcessRun.on(fresh, bundle).run()).isEqualTo(ExitStatus.OK);

        assertThat(fresh.number("select count(*) from flyway_schema_history")).isEqualTo(3);
    }

    /** Covers a baseline: it represents a schema that an application uses, so scripts are deferred. */
    @Test
    void baselineIsNoEmptyHistory() throws Exception {
        TestDatabase adopted = TestPostgres.freshDatabase();
        adopted.execute("create table customers (id bigint, fax text)");
        write("V2__mail.sql", "alter table customers add mail text;\n");
        write("V3__fax.sql", AFTER + "alter table customers drop fax;\n");

        assertThat(InProcessRun.on(adopted, bundle)
                        .with("FLYWAY_BASELINE_ON_MIGRATE", "true")
                        .with("FLYWAY_BASELINE_VERSION", "1")
                        .run())
                .isEqualTo(ExitStatus.OK);

        assertThat(adopted.strings("select version from flyway_schema_history order by installed_rank"))
                .containsExactly("1", "2");
    }

    @Test
    void nextReleaseRunsThemFirstAndInOrder() throws Exception {
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        succeed();
        assertThat(history()).containsExactly("1");
        write("V3__phone.sql", "alter table customers add phone text;\n");
        write("V4__mail.sql", AFTER + "alter table customers add mail text;\n");

        assertThat(launch().with("MIGRATOR_WHEN_NOT_DEFERRABLE", "fail").run()).isEqualTo(ExitStatus.OK);

        assertThat(history()).containsExactly("1", "2", "3");
        assertStatus(List.of(), List.of("V4__mail.sql"));
    }

    @Test
    void releaseThatSkipsOneIsWarnedOfOrRefused() throws Exception {
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        write("V3__phone.sql", "alter table customers add phone text;\n");

        ExitStatus refused =
                launch().with("MIGRATOR_WHEN_NOT_DEFERRABLE", "fail").run();
        assertThat(refused.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(refused.message())
                .startsWith("V2__fax.sql is declared after-rollout, but has to run before V3__phone.sql: ")
                .endsWith("or set MIGRATOR_WHEN_NOT_DEFERRABLE=warn");
        assertThat(history()).containsExactly("1");
        String log = output(launch().with("MIGRATOR_LOG_LEVEL", "info"));
        assertThat(log).contains("Running after-rollout script during rollout", "script=V2__fax.sql");
        assertThat(history()).containsExactly("1", "2", "3");
    }

    /** Covers a declaration that comes or goes: another bundle before the script was applied, an edit like any other afterwards. */
    @Test
    void declarationThatComesOrGoes() throws Exception {
        String drop = "alter table customers drop fax;\n";
        write("V2__fax.sql", AFTER + drop);
        succeed();
        assertThat(history()).containsExactly("1");

        write("V2__fax.sql", drop);
        succeed();
        assertThat(history()).containsExactly("1", "2");
        assertThat(receipts()).isEqualTo(3);

        String mail = "alter table customers add mail text;\n";
        write("V3__mail.sql", mail);
        succeed();
        for (String edited : List.of(AFTER + mail, mail)) {
            write("V3__mail.sql", edited);
            assertThat(launch().run().message()).contains("checksum", "V3__mail.sql");
            succeed("repair");
            succeed();
            succeed("migrate", "--deferred");
            assertStatus(List.of(), List.of());
            assertThat(history()).containsExactly("1", "2", "3");
        }
    }

    @Test
    void repeatableScriptIsDeferredOnItsOwn() throws Exception {
        write("V2__mail.sql", "alter table customers add mail text;\n");
        write("R__late.sql", AFTER + "create or replace view late as select id from customers;\n");
        write("R__now.sql", "create or replace view now as select id from customers;\n");

        succeed();
        assertThat(scripts()).containsExactly("V1__customers.sql", "V2__mail.sql", "R__now.sql");
        assertStatus(List.of(), List.of("R__late.sql"));

        succeed("migrate", "--deferred");
        assertThat(scripts()).endsWith("R__late.sql");
        write("R__late.sql", AFTER + "create or replace view late as select id, fax from customers;\n");
        write("V3__phone.sql", "alter table customers add phone text;\n");
        succeed();
        assertThat(scripts()).endsWith("R__late.sql", "V3__phone.sql");
        succeed();
        succeed("migrate", "--deferred");
        assertThat(scripts()).endsWith("V3__phone.sql", "R__late.sql");
    }

    @Test
    void targetAboveAndBelow() throws Exception {
        write("V2__mail.sql", "alter table customers add mail text;\n");
        write("V3__fax.sql", AFTER + "alter table customers drop fax;\n");
        write("V4__phone.sql", "alter table customers add phone text;\n");

        assertThat(launch().with("FLYWAY_TARGET", "3").run()).isEqualTo(ExitStatus.OK);
        assertThat(history()).containsExactly("1", "2");
        assertThat(launch().with("FLYWAY_TARGET", "3").run("migrate", "--deferred"))
                .isEqualTo(ExitStatus.OK);
        assertThat(history()).containsExactly("1", "2", "3");
        succeed();
        assertThat(history()).containsExactly("1", "2", "3", "4");
    }

    @Test
    void groupIsOneOfWhatRunsNow() throws Exception {
        write("V2__mail.sql", "alter table customers add mail text;\n");
        write("V3__phone.sql", "alter table customers add phone text;\n");
        write("V4__index.sql", AFTER + "create index concurrently by_id on customers (id);\n");
        InProcessRun group = launch().with("FLYWAY_GROUP", "true");

        assertThat(group.run()).isEqualTo(ExitStatus.OK);
        assertThat(history()).containsExactly("1", "2", "3");
        assertThat(group.run("migrate", "--deferred")).isEqualTo(ExitStatus.OK);
        assertThat(history()).containsExactly("1", "2", "3", "4");
    }

    @Test
    void callbacksRunAroundEachOfTheTwo() throws Exception {
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        write("afterMigrate.sql", "create table if not exists called (n int); insert into called values (1);\n");

        succeed();
        assertThat(history()).containsExactly("1");
        assertThat(database.number("select count(*) from called")).isEqualTo(1);
        succeed();
        assertThat(database.number("select count(*) from called")).isEqualTo(1);
        succeed("migrate", "--deferred");
        assertThat(history()).containsExactly("1", "2");
        assertThat(database.number("select count(*) from called")).isEqualTo(2);
    }

    /** Lets pods of this rollout start, and those of a later rollout without further scripts. */
    @Test
    void failureOfADeferredScriptKeepsNoPodFromStarting() throws Exception {
        write("V2__mail.sql", "alter table customers add mail text;\n");
        write("V3__index.sql", AFTER + "create unique index concurrently by_id on customers (id);\n");
        succeed();
        database.execute("insert into customers (id) values (1), (1)");

        assertThat(launch().run("migrate", "--deferred").code()).isEqualTo(ExitCode.MIGRATION_FAILED);

        assertThat(launch().with("MIGRATOR_WHEN_AHEAD", "fail").run()).isEqualTo(ExitStatus.OK);
        assertThat(launch().with("MIGRATOR_REVISION", "another").run()).isEqualTo(ExitStatus.OK);
        succeed("wait");
        ExitStatus again = launch().run("migrate", "--deferred");
        assertThat(again.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(again.message()).contains("V3__index.sql is recorded as failed", "repair");
        succeed("repair");
        succeed();
        assertThat(launch().run("migrate", "--deferred").code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        succeed("repair");
        database.execute("delete from customers");
        database.execute("drop index by_id");
        succeed("migrate", "--deferred");
        assertThat(history()).containsExactly("1", "2", "3");
    }

    @Test
    void podsStartBetweenTwoDeferredScripts() throws Exception {
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        write("V3__broken.sql", AFTER + "select broken;\n");
        succeed();
        assertThat(launch().run("migrate", "--deferred").code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(history()).containsExactly("1", "2");

        assertThat(launch().with("MIGRATOR_WHEN_AHEAD", "fail").run()).isEqualTo(ExitStatus.OK);
        succeed("wait", "--version", "3");
        assertStatus(List.of(), List.of("V3__broken.sql"));
    }

    @Test
    void threeAtOnceRunEachScriptOnce() throws Exception {
        write("V2__fax.sql", AFTER + "alter table customers drop fax; select pg_sleep(0.3);\n");
        write("V3__called.sql", AFTER + "create table called (); select pg_sleep(0.3);\n");
        succeed();

        List<CompletableFuture<ExitStatus>> pods = Stream.of("a", "b", "c")
                .map(pod -> launch().with("MIGRATOR_IDENTITY", pod).start("migrate", "--deferred"))
                .toList();

        for (CompletableFuture<ExitStatus> pod : pods) {
            assertThat(pod.get(60, TimeUnit.SECONDS)).isEqualTo(ExitStatus.OK);
        }
        assertThat(history()).containsExactly("1", "2", "3");
    }

    @Test
    void olderPodsStartAfterTheyRan() throws Exception {
        InProcessRun old = launch();
        Path copy = Files.createDirectory(bundle.resolveSibling(bundle.getFileName() + "-old"));
        Files.copy(bundle.resolve("V1__customers.sql"), copy.resolve("V1__customers.sql"));
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        succeed();
        InProcessRun before = old.with("FLYWAY_LOCATIONS", "filesystem:" + copy);
        assertThat(before.with("MIGRATOR_WHEN_AHEAD", "fail").run()).isEqualTo(ExitStatus.OK);
        succeed("migrate", "--deferred");
        assertThat(before.with("MIGRATOR_WHEN_AHEAD", "fail").run().code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(before.run()).isEqualTo(ExitStatus.OK);
    }

    /** Covers a rollout that was undone, or one that began earlier and is late. */
    @Test
    void theyRunAlthoughAnotherRolloutReplacedARepeatableScript() throws Exception {
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        write("R__view.sql", "create or replace view names as select id, 'a' as text from customers;\n");
        assertThat(launch().with("MIGRATOR_REVISION", "2").run()).isEqualTo(ExitStatus.OK);
        write("R__view.sql", "create or replace view names as select id, 'b' as text from customers;\n");
        assertThat(launch().with("MIGRATOR_REVISION", "3").run()).isEqualTo(ExitStatus.OK);
        write("R__view.sql", "create or replace view names as select id, 'a' as text from customers;\n");
        assertThat(launch().with("MIGRATOR_REVISION", "2").run()).isEqualTo(ExitStatus.OK);
        assertThat(history()).containsExactly("1");

        assertThat(launch().with("MIGRATOR_REVISION", "2").run("migrate", "--deferred"))
                .isEqualTo(ExitStatus.OK);

        assertThat(history()).containsExactly("1", "2");
        assertStatus(List.of(), List.of());
    }

    /** Covers a leader that was killed after it had run the scripts and before it recorded their receipt. */
    @Test
    void rolloutIsEnrolledAlthoughTheyRanAfterTheReceipt() throws Exception {
        write("V2__fax.sql", AFTER + "alter table customers drop fax;\n");
        assertThat(launch().with("MIGRATOR_REVISION", "first").run()).isEqualTo(ExitStatus.OK);
        database.execute("create table kept as select * from init_migrator_receipt");
        succeed("migrate", "--deferred");
        database.execute(
                "delete from init_migrator_receipt; insert into init_migrator_receipt select * from kept; drop table kept");

        assertThat(launch().with("MIGRATOR_REVISION", "second").run()).isEqualTo(ExitStatus.OK);

        assertThat(database.string("select revisions from init_migrator_receipt where deferred <> ''"))
                .isEqualTo("first second");
        try (StatementCounter counter = StatementCounter.before(database)) {
            assertThat(launch().with("FLYWAY_URL", counter.url())
                            .with("MIGRATOR_REVISION", "second")
                            .run())
                    .isEqualTo(ExitStatus.OK);
            assertThat(counter.roundTrips()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void misspeltDirectiveIsRefused() throws Exception {
        for (String wrong : List.of(
                "after-rolout",
                "after_rollout",
                "after rollout",
                "After-Rollout",
                "after-rollout=yes",
                "afterrollout")) {
            write("V2__fax.sql", "-- init-migrator: " + wrong + "\nalter table customers drop fax;\n");

            ExitStatus ending = launch().run();

            assertThat(ending.code()).as(wrong).isEqualTo(ExitCode.SCHEMA_MISMATCH);
            assertThat(ending.message()).contains("V2__fax.sql, line 1, has the unknown directive ", "after-rollout");
            assertThat(launch().run("plan").code()).as(wrong).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        }
    }

    private void assertStatus(List<String> pending, List<String> deferred) throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(output(launch(), "status", "--output", "json"))
                .path("schema");
        assertThat(schema.path("pending").findValuesAsText("script")).isEqualTo(pending);
        assertThat(schema.path("deferred").findValuesAsText("script")).isEqualTo(deferred);
        assertThat(schema.path("current").booleanValue()).isEqualTo(pending.isEmpty());
        assertThat(launch().run("status").code()).isEqualTo(pending.isEmpty() ? ExitCode.OK : ExitCode.PENDING);
    }

    private static String output(InProcessRun run, String... words) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(run.run(words)).isEqualTo(ExitStatus.OK);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void succeed(String... words) {
        assertThat(launch().run(words)).isEqualTo(ExitStatus.OK);
    }

    private InProcessRun launch() {
        return InProcessRun.on(database, bundle);
    }

    private List<String> history() {
        return database.strings(
                "select version from flyway_schema_history where success and version is not null order by installed_rank");
    }

    private List<String> scripts() {
        return database.strings("select script from flyway_schema_history order by installed_rank");
    }

    private long receipts() {
        return database.number("select count(*) from init_migrator_receipt");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }
}
