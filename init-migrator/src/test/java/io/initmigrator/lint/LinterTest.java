package io.initmigrator.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.RelationLock;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.report.RuleSeverities;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.lint.report.StatementEffect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinterTest {

    private static final String APPLIED = """
        CREATE TABLE orders (id bigint PRIMARY KEY, note varchar(20), total numeric(8,2), at timestamp);
        CREATE TABLE customers (id bigint PRIMARY KEY, email text);
        CREATE TABLE events (id bigint) PARTITION BY HASH (id);
        CREATE INDEX orders_note ON orders (note);
        CREATE MATERIALIZED VIEW sums AS SELECT 1;
        CREATE VIEW open_orders AS SELECT 1;
        CREATE TYPE state AS ENUM ('new');
        """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "table-rewrite | ALTER TABLE orders ALTER COLUMN note TYPE varchar(10)",
                "table-rewrite | ALTER TABLE orders ALTER note SET DATA TYPE text USING upper(note)",
                "table-rewrite | ALTER TABLE orders ALTER at TYPE timestamptz",
                "table-rewrite | ALTER TABLE orders ADD a uuid DEFAULT gen_random_uuid()",
                "table-rewrite | ALTER TABLE orders ADD COLUMN a bigserial",
                "table-rewrite | ALTER TABLE orders ADD COLUMN a int GENERATED ALWAYS AS (1) STORED",
                "table-rewrite | ALTER TABLE orders SET TABLESPACE fast",
                "table-rewrite | ALTER TABLE orders SET LOGGED",
                "table-rewrite | CLUSTER orders",
                "changed-type | ALTER TABLE orders ALTER COLUMN id TYPE text",
                "set-not-null | ALTER TABLE orders ALTER note SET NOT NULL",
                "required-column | ALTER TABLE orders ADD a int NOT NULL",
                "identity-always | ALTER TABLE orders ALTER id ADD GENERATED ALWAYS AS IDENTITY",
                "identity-always | ALTER TABLE orders ALTER COLUMN id SET GENERATED ALWAYS",
                "constraint-without-not-valid | ALTER TABLE orders ADD CHECK (id > 0)",
                "constraint-without-not-valid | ALTER TABLE orders ADD FOREIGN KEY (id) REFERENCES customers",
                "constraint-without-not-valid | ALTER TABLE orders ADD COLUMN a int CHECK (a > 0)",
                "constraint-without-not-valid | ALTER TABLE orders ADD a int DEFAULT 1 REFERENCES customers",
                "constraint-without-index | ALTER TABLE orders ADD CONSTRAINT u UNIQUE (note)",
                "constraint-without-index | ALTER TABLE orders ADD PRIMARY KEY (id)",
                "constraint-without-index | ALTER TABLE orders ADD a int UNIQUE",
                "constraint-without-index | ALTER TABLE orders ADD EXCLUDE USING gist (at WITH =)",
                "index-without-concurrently | CREATE INDEX ON orders (at)",
                "index-without-concurrently | CREATE UNIQUE INDEX i ON public.orders USING btree (at)",
                "index-without-concurrently | CREATE INDEX ON events (id)",
                "drop-index-without-concurrently | DROP INDEX orders_note",
                "reindex-without-concurrently | REINDEX TABLE orders",
                "reindex-without-concurrently | REINDEX INDEX orders_note",
                "refresh-without-concurrently | REFRESH MATERIALIZED VIEW sums",
                "dropped-column | ALTER TABLE orders DROP note",
                "dropped-table | DROP TABLE orders CASCADE",
                "dropped-table | DROP VIEW IF EXISTS open_orders",
                "renamed-column | ALTER TABLE orders RENAME note TO remark",
                "renamed-table | ALTER TABLE orders RENAME TO purchases",
                "renamed-table | ALTER TABLE orders SET SCHEMA old",
                "whole-table-write | UPDATE orders SET note = ''",
                "whole-table-write | DELETE FROM ONLY orders",
                "whole-table-write | WITH a AS (SELECT 1 WHERE true) UPDATE orders SET note = ''",
                "lock-table | LOCK TABLE orders IN SHARE MODE",
                "truncate | TRUNCATE orders, customers",
                "disable-trigger | ALTER TABLE orders DISABLE TRIGGER ALL",
                "transaction-control | BEGIN; SELECT 1; COMMIT",
                "enum-value-used | ALTER TYPE state ADD VALUE 'old'; SELECT 'old'::state",
                "validate-in-same-transaction | ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) NOT VALID; ALTER"
                        + " TABLE orders VALIDATE CONSTRAINT c",
                "not-in-transaction | REINDEX INDEX CONCURRENTLY orders_note",
                "ban-alter-domain-with-add-constraint | ALTER DOMAIN price ADD CONSTRAINT c CHECK (value > 0)",
                "ban-alter-domain-with-add-constraint | ALTER DOMAIN price SET NOT NULL",
                "ban-drop-database | DROP DATABASE shop",
                "renamed-schema | ALTER SCHEMA app RENAME TO old",
                "rejected-setting | SET client_encoding = 'LATIN1'",
                "dropped-cascade | DROP FUNCTION f(int) CASCADE",
                "whole-table-write | DO $$ BEGIN IF 1 = 1 THEN UPDATE orders SET note = ''; END IF; END $$",
                "dropped-column | DO $x$ DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP ALTER TABLE orders DROP note;"
                        + " END LOOP; END $x$",
            })
    void dangerIsFound(String rule, String sql) {
        assertThat(rules(sql)).contains(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE orders ALTER id ADD GENERATED BY DEFAULT AS IDENTITY",
                "ALTER TABLE orders ALTER id SET GENERATED BY DEFAULT",
                "ALTER TABLE orders ALTER id RESTART WITH 9",
                "ALTER TABLE orders ADD a int; ALTER TABLE orders ALTER a ADD GENERATED ALWAYS AS IDENTITY",
                "ALTER TABLE orders ADD COLUMN a int",
                "ALTER TABLE orders ADD COLUMN a timestamptz NOT NULL DEFAULT now()",
                "ALTER TABLE orders ADD COLUMN a text DEFAULT 'gen_random_uuid()'",
                "ALTER TABLE orders ADD COLUMN a bigint REFERENCES customers -- init-migrator:"
                        + " ignore=foreign-key-without-index",
                "ALTER TABLE orders ALTER COLUMN note TYPE varchar(40)",
                "ALTER TABLE orders ALTER COLUMN note TYPE text USING note::text",
                "ALTER TABLE orders ALTER COLUMN total TYPE numeric(10,2)",
                "SET TIME ZONE 'UTC'; ALTER TABLE orders ALTER at TYPE timestamptz -- init-migrator:"
                        + " ignore=changed-type",
                "ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) NOT VALID",
                "ALTER TABLE orders ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES customers NOT VALID",
                "ALTER TABLE orders ADD CONSTRAINT c UNIQUE USING INDEX i",
                "ALTER TABLE orders VALIDATE CONSTRAINT c",
                "ALTER TABLE orders DROP CONSTRAINT c",
                "DROP INDEX IF EXISTS never_heard_of",
                "REFRESH MATERIALIZED VIEW CONCURRENTLY sums",
                "DROP VIEW open_orders; CREATE VIEW open_orders AS SELECT 2",
                "ALTER TABLE orders RENAME TO purchases; CREATE VIEW orders AS SELECT * FROM purchases",
                "CREATE TABLE new_orders (); DROP TABLE orders; ALTER TABLE new_orders RENAME TO orders",
                "ALTER TABLE orders ADD a text; ALTER TABLE orders DROP note; ALTER TABLE orders RENAME a TO note",
                "UPDATE orders SET note = '' WHERE id < 10",
                "INSERT INTO orders SELECT 1",
                "DELETE FROM orders WHERE CURRENT OF c",
                "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'TRUNCATE orders'",
                "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; COMMIT; END $$",
                "ALTER TYPE state ADD VALUE 'old'; ALTER TYPE state ADD VALUE 'older' AFTER 'old'",
                "CREATE TYPE kind AS ENUM ('a'); ALTER TYPE kind ADD VALUE 'b'; SELECT 'b'::kind",
                "SAVEPOINT a; ROLLBACK TO SAVEPOINT a",
                "GRANT SELECT ON orders TO app",
            })
    void harmlessIsNotReported(String sql) {
        assertThat(rules(sql)).isEmpty();
    }

    @Test
    void whatTheBundleItselfCreatesIsNobodysYet() {
        Linter linter = new Linter(true);
        linter.review("V2__a.sql", "CREATE TABLE fresh (id int, a text); CREATE TEMP TABLE t AS SELECT 1", true);
        ScriptReview review = linter.review("V3__b.sql", """
            CREATE INDEX fresh_a ON fresh (a);
            DROP INDEX fresh_a;
            ALTER TABLE fresh ALTER a SET NOT NULL, ADD PRIMARY KEY (id), DROP COLUMN a;
            ALTER TABLE fresh RENAME TO newer;
            UPDATE newer SET id = 1;
            DROP TABLE newer;
            """, true);
        assertThat(review.findings()).isEmpty();
        assertThat(review.statements()).isEmpty();
    }

    @Test
    void validatedCheckSparesTheLookForNulls() {
        Linter linter = linter();
        linter.learn("ALTER TABLE orders ADD CONSTRAINT n CHECK ((note IS NOT NULL) AND id > 0) NOT VALID");
        assertThat(rules(linter, "ALTER TABLE orders ALTER note SET NOT NULL")).containsExactly("set-not-null");
        linter.learn("ALTER TABLE orders VALIDATE CONSTRAINT n");
        assertThat(rules(linter, "ALTER TABLE orders ALTER note SET NOT NULL")).isEmpty();
    }

    @Test
    void concurrentlyWantsAScriptOfItsOwn() {
        ScriptReview review = linter().review("V2__a.sql", """
            CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_at ON orders (at);
            ALTER TABLE orders ADD a int;
            """, false);
        assertThat(review.transactional()).isFalse();
        assertThat(review.findings())
                .extracting(finding -> finding.rule().toString())
                .containsExactlyInAnyOrder("concurrently-if-not-exists", "concurrently-mixed");
        assertThat(rules(linter(), "CREATE INDEX CONCURRENTLY orders_at ON orders (at)", false))
                .isEmpty();
    }

    @Test
    void serverVersionTellsWhatIsThere() {
        Linter old = new Linter(new LintSettings(true, false, RuleSeverities.DEFAULT, 16));
        old.learn(APPLIED);
        assertThat(rules(old, "CREATE TYPE k AS ENUM ('a'); ALTER TYPE k ADD VALUE 'b'; SELECT 'b'::k"))
                .containsExactly("enum-value-used");
        assertThat(rules(old, "ALTER TABLE events ADD FOREIGN KEY (id) REFERENCES customers NOT VALID"))
                .contains("unsupported-by-version");
        assertThat(rules(old, "MERGE INTO orders USING customers ON false WHEN MATCHED THEN DELETE"))
                .isEmpty();
    }

    @Test
    void longWorkOnALargeTableIsToBeLimited() {
        String sql = "ALTER TABLE orders ALTER note SET NOT NULL; ALTER TABLE orders ALTER id TYPE bigint";
        assertThat(rules(sql)).doesNotContain("missing-statement-timeout");
        assertThat(rules(large(LintSettings.DEFAULT), sql)).containsOnlyOnce("missing-statement-timeout");
        assertThat(rules(large(LintSettings.DEFAULT.withStatementTimeout(true)), sql))
                .doesNotContain("missing-statement-timeout");
        assertThat(rules(large(LintSettings.DEFAULT), "SET LOCAL statement_timeout = '5min';" + sql))
                .doesNotContain("missing-statement-timeout");
        assertThat(rules(large(LintSettings.DEFAULT), "-- init-migrator: statement-timeout=5m\n" + sql))
                .doesNotContain("missing-statement-timeout");
        assertThat(rules(
                        large(LintSettings.DEFAULT.withStatementTimeout(true)),
                        "-- init-migrator: statement-timeout=off\n" + sql))
                .contains("missing-statement-timeout");
        assertThat(rules(large(LintSettings.DEFAULT), "ALTER TABLE orders ADD c int"))
                .isEmpty();
        assertThat(rules(large(LintSettings.DEFAULT), "UPDATE parts SET id = 1"))
                .containsExactlyInAnyOrder("whole-table-write", "missing-statement-timeout");
    }

    private static Linter large(LintSettings settings) {
        Linter linter = new Linter(settings);
        linter.learn(new DatabaseCatalogue(
                "CREATE TABLE orders (id int, note text); CREATE TABLE parts (id int) PARTITION BY HASH (id);"
                        + " CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);"
                        + " CREATE TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 1);",
                List.of(
                        new DatabaseCatalogue.RelationSize("", "orders", 12_000_000, 1 << 20),
                        new DatabaseCatalogue.RelationSize("", "parts", -1, 0),
                        new DatabaseCatalogue.RelationSize("", "parts_0", 600_000, 1 << 20),
                        new DatabaseCatalogue.RelationSize("", "parts_1", 600_000, 1 << 20)),
                "Europe/Vienna",
                18));
        return linter;
    }

    @ParameterizedTest
    @CsvSource({
        "UTC,false",
        "GMT,false",
        "Etc/UTC,false",
        "etc/gmt,false",
        "Zulu,false",
        "Europe/Vienna,true",
        "Etc/GMT-1,true"
    })
    void timestampIsRewrittenUnlessTheSessionIsAtUtc(String zone, boolean isRewritten) {
        Linter linter = new Linter(true);
        linter.learn(new DatabaseCatalogue("CREATE TABLE t (a timestamp)", List.of(), zone, 18));
        assertThat(rules(linter, "ALTER TABLE t ALTER a TYPE timestamptz").contains("table-rewrite"))
                .isEqualTo(isRewritten);
        linter = new Linter(true);
        linter.learn("CREATE TABLE t (a timestamp)");
        assertThat(rules(linter, "SET TIME ZONE '" + zone + "'; ALTER TABLE t ALTER a TYPE timestamptz")
                        .contains("table-rewrite"))
                .isEqualTo(isRewritten);
    }

    @ParameterizedTest
    @CsvSource({
        "lock_timeout=5s,has the unknown directive lock_timeout",
        "afterrollout,has the unknown directive afterrollout",
        "lock-timeout=never,declares lock-timeout=never",
        "ingore=set-not-null,has the unknown directive ingore"
    })
    void misspeltDirectiveIsFound(String directive, String reason) {
        String sql = "-- Adds a note.\n-- init-migrator: " + directive + "\nSELECT 1;";
        assertThat(linter().review("V2__a.sql", sql, true).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo(Rule.INVALID_DIRECTIVE);
                    assertThat(finding.line()).isEqualTo(2);
                    assertThat(finding.reason()).isEqualTo("the script " + reason);
                });
    }

    @Test
    void serialColumnIsAnInteger() {
        Linter linter = new Linter(true);
        linter.learn("CREATE TABLE t (id bigserial)");
        assertThat(rules(linter, "ALTER TABLE t ALTER id TYPE bigint")).isEmpty();
        assertThat(rules(linter, "ALTER TABLE t ALTER id TYPE int")).contains("table-rewrite");
    }

    @Test
    void rulesOfTasteAreOffByDefault() {
        String sql = "CREATE TABLE t (id serial, a varchar(3), b timestamp)";
        assertThat(rules(sql)).isEmpty();
        Map<Rule, Optional<Severity>> on = Map.of(
                Rule.PREFER_IDENTITY, Optional.of(Severity.WARNING),
                Rule.PREFER_BIGINT_OVER_INT, Optional.of(Severity.WARNING),
                Rule.PREFER_TEXT_FIELD, Optional.of(Severity.WARNING),
                Rule.PREFER_TIMESTAMPTZ, Optional.of(Severity.ERROR));
        assertThat(rules(new Linter(new LintSettings(true, false, new RuleSeverities(on), 0)), sql))
                .containsExactlyInAnyOrder(
                        "prefer-identity", "prefer-bigint-over-int", "prefer-text-field", "prefer-timestamptz");
    }

    @Test
    void indexOfALaterScriptServesAForeignKey() {
        Linter linter = linter();
        List<ScriptReview> reviews = linter.review(
                List.of(
                        new Script("V2", () -> "ALTER TABLE orders ADD c bigint REFERENCES customers", true, false),
                        new Script("V3", () -> "CREATE INDEX CONCURRENTLY ON orders (c)", false, false)),
                false);
        assertThat(reviews).allSatisfy(review -> assertThat(review.findings()).isEmpty());
        assertThat(rules("ALTER TABLE orders ADD c bigint REFERENCES customers"))
                .containsExactly("foreign-key-without-index");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE orders DROP note",
                "DROP TABLE customers",
                "ALTER TABLE orders RENAME note TO text",
                "ALTER TABLE orders RENAME TO purchases",
                "ALTER SCHEMA public RENAME TO shop",
                "ALTER TABLE orders ALTER COLUMN id TYPE text",
                "ALTER TABLE orders ALTER id DROP NOT NULL",
                "ALTER TYPE state RENAME VALUE 'new' TO 'open'"
            })
    void oldVersionIsGoneWhenADeferredScriptRuns(String sql) {
        List<Rule> before = linter().review("V2__a.sql", sql, true).findings().stream()
                .map(Finding::rule)
                .toList();
        List<Rule> after =
                linter().review("V2__a.sql", "-- init-migrator: after-rollout\n" + sql, true).findings().stream()
                        .map(Finding::rule)
                        .toList();
        assertThat(before).hasSizeGreaterThan(after.size());
        assertThat(after).doesNotContain(Rule.DROPPED_COLUMN, Rule.CHANGED_TYPE, Rule.RENAMED_COLUMN);
        assertThat(linter().review("V2__a.sql", sql, true).findings())
                .anySatisfy(finding -> assertThat(finding.remedy()).contains("after-rollout"));
    }

    @Test
    void deferredScriptMayNotCreateWhatTheNewVersionNeeds() {
        String declared = "-- init-migrator: after-rollout\n";
        assertThat(rules(declared
                        + "CREATE TABLE notes (id bigint); ALTER TABLE notes ADD x text; ALTER TABLE"
                        + " orders ADD x text"))
                .containsExactly("created-after-rollout", "created-after-rollout");
        assertThat(rules(declared + "CREATE TEMP TABLE notes (id bigint)")).isEmpty();
        assertThat(rules("CREATE TABLE notes (id bigint); ALTER TABLE orders ADD x text"))
                .isEmpty();
    }

    @Test
    void laterScriptKeepsItFromBeingDeferred() {
        String drop = "-- init-migrator: after-rollout\nALTER TABLE orders DROP note";
        Script deferred = new Script("V2__a.sql", () -> drop, true, false);
        Script later = new Script("V3__b.sql", () -> "ALTER TABLE orders ADD b text", true, false);
        Script view = new Script("R__c.sql", () -> "CREATE OR REPLACE VIEW c AS SELECT 1", true, true);
        assertThat(linter().review(List.of(deferred, view), false).getFirst().findings())
                .isEmpty();
        assertThat(linter().review(List.of(deferred, later), true).getFirst().findings())
                .isEmpty();
        assertThat(linter().review(List.of(deferred, later), false).getFirst().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason())
                        .endsWith("declared after-rollout, but has to run before a later one that is not"));
    }

    @Test
    void strongLockWithoutTimeoutIsFoundOnce() {
        String sql = "ALTER TABLE orders ADD a int; ALTER TABLE orders ADD b int";
        assertThat(rules(new Linter(false), sql)).containsExactly("missing-lock-timeout");
        assertThat(rules(new Linter(false), "SET LOCAL lock_timeout = '2s'; " + sql))
                .isEmpty();
        assertThat(rules(new Linter(false), "SELECT set_config('lock_timeout', '2s', true); " + sql))
                .isEmpty();
        assertThat(rules(new Linter(true), sql)).isEmpty();
        assertThat(rules(new Linter(true), "SET lock_timeout TO 0; " + sql)).containsExactly("missing-lock-timeout");
        assertThat(rules(new Linter(true), "-- Adds a note.\n-- init-migrator: lock-timeout=off\n" + sql))
                .containsExactly("missing-lock-timeout");
        assertThat(rules(new Linter(true), "-- init-migrator: lock-timeout=10s\n" + sql))
                .isEmpty();
        assertThat(rules(new Linter(false), "UPDATE orders SET id = 1 WHERE id = 2"))
                .isEmpty();
    }

    @Test
    void commentIgnoresRuleOnItsLineAndTheNext() {
        String drop = "ALTER TABLE orders\n  DROP note";
        assertThat(rules("-- init-migrator: ignore=dropped-column\n" + drop)).isEmpty();
        assertThat(rules("ALTER TABLE orders\n  DROP note; -- init-migrator: ignore=truncate, dropped-column"))
                .containsExactly("unused-ignore");
        assertThat(rules("-- init-migrator: ignore=ban-drop-column\n" + drop)).isEmpty();
        assertThat(rules("-- init-migrator: ignore=dropped-table\n" + drop))
                .containsExactly("unused-ignore", "dropped-column");
        assertThat(rules("-- init-migrator: ignore=dropped-column\n\n" + drop))
                .containsExactly("unused-ignore", "dropped-column");
        assertThat(rules("SELECT '-- init-migrator: ignore=dropped-column';\n" + drop))
                .containsExactly("dropped-column");
    }

    @Test
    void findingTellsLineReasonAndRemedy() {
        Finding finding = linter().review(
                        "V2__a.sql", "-- head\nALTER TABLE orders\n  ADD a int,\n  ALTER note SET NOT NULL;\n", true)
                .findings()
                .getFirst();
        assertThat(finding.line()).isEqualTo(4);
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.reason())
                .isEqualTo("reads all of orders under ACCESS EXCLUSIVE to prove that note holds no null");
        assertThat(finding.remedy()).contains("CHECK (note IS NOT NULL) NOT VALID");
    }

    /** Covers the fix for a stored generated column: the column cannot be added without its values, nor become generated later. */
    @Test
    void remedyForAStoredGeneratedColumnCanBeFollowed() {
        Finding finding = linter().review(
                        "V2__a.sql", "ALTER TABLE orders ADD COLUMN a int GENERATED ALWAYS AS (1) STORED;", true)
                .findings()
                .getFirst();
        assertThat(finding.remedy())
                .isEqualTo("add a plain column, let a trigger fill it for new rows, and fill old rows in batches");
    }

    @Test
    void namesOfAnySpellingMeetTheirTable() {
        assertThat(rules("CREATE TABLE \"My Orders\" (id int); CREATE INDEX ON \"My Orders\" (id)"))
                .isEmpty();
        assertThat(rules("CREATE TABLE ${schema}.fresh (id int); CREATE INDEX ON ${schema}.fresh (id)"))
                .isEmpty();
        assertThat(rules("CREATE TABLE Fresh (id int); CREATE INDEX ON public.FRESH (id)"))
                .isEmpty();
        assertThat(rules("CREATE TABLE \"Fresh\" (id int); CREATE INDEX ON fresh (id)"))
                .containsExactly("index-without-concurrently");
        assertThat(rules("CREATE TABLE a.t (id int); CREATE INDEX ON b.t (id)"))
                .containsExactly("index-without-concurrently");
    }

    @Test
    void manyLikeStatementsAreToldOnce() {
        ScriptReview review = linter().review("V2__a.sql", "INSERT INTO orders VALUES (1);\n".repeat(1000), true);
        assertThat(review.statements())
                .containsExactly(new StatementEffect(
                        1,
                        "insert into orders values",
                        List.of(new RelationLock(LockMode.ROW_EXCLUSIVE, "orders")),
                        true));
    }

    private static Linter linter() {
        Linter linter = new Linter(true);
        linter.learn(APPLIED);
        return linter;
    }

    private static List<String> rules(String sql) {
        return rules(linter(), sql);
    }

    private static List<String> rules(Linter linter, String sql) {
        return rules(linter, sql, true);
    }

    private static List<String> rules(Linter linter, String sql, boolean inTransaction) {
        return linter.review("V2__a.sql", sql, inTransaction).findings().stream()
                .map(finding -> finding.rule().toString())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin; insert into t values (1); commit;",
                "insert into t values (1);\nEND",
                "/* first */ Commit and chain; select 1",
                "select 1; rollback",
                "abort",
                "prepare transaction 'x'",
                "create function f() returns int begin atomic select 1; end; commit;"
            })
    void whatEndsTheTransactionOfItsScript(String sql) {
        assertThat(Linter.endsTransaction(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "savepoint a; insert into t values (1); rollback to savepoint a",
                "begin; select 1",
                "create function f() returns void language plpgsql as $$ begin perform 1; end $$",
                "create function f() returns int begin atomic select case when true then 1 end; end;",
                "insert into t values ('commit;'); -- commit;\n/* commit; */",
                "create table t (id int) on commit drop; prepare p as select 1",
                "do $$ begin commit; end $$"
            })
    void whatDoesNot(String sql) {
        assertThat(Linter.endsTransaction(sql)).isFalse();
    }

    @Test
    void namesOfCreatedIndexesAreAsTheCatalogueHasThem() {
        assertThat(Linter.createdIndexes("""
            create index concurrently Orders_By_State on orders (state);
            CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "By ""Mail"" too" ON users (mail);
            create /* plain */ index größe_$1 on t (x);
            """)).containsExactly("orders_by_state", "By \"Mail\" too", "größe_$1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vacuum orders",
                "create index concurrently on orders (state)",
                "drop index concurrently users_email_key",
                "reindex index concurrently users_email_key",
                "-- create index users_email_key on users (email)",
                "/* create index users_email_key\n on users (email) */",
                "create index concurrently ${prefix}_by_state on orders (state)",
                "create index concurrently by_${column} on orders (state)",
                "alter type recreate index"
            })
    void whatNamesNoNewIndexIsPassedOver(String sql) {
        assertThat(Linter.createdIndexes(sql)).isEmpty();
    }
}
