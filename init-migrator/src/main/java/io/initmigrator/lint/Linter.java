package io.initmigrator.lint;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.Locks;
import io.initmigrator.lint.analysis.TransactionRules;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.DdlParser;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.RelationLock;
import io.initmigrator.lint.report.RuleSeverities;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.StatementEffect;
import io.initmigrator.lint.rules.Findings;
import io.initmigrator.lint.rules.ScriptChecks;
import io.initmigrator.lint.rules.SyntaxChecks;
import io.initmigrator.lint.sql.DoBlockReader;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.StatementReader;
import io.initmigrator.lint.sql.SuppressionComments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reviews the scripts of a bundle in their order, the applied ones first.
 *
 * <p>Nobody uses yet what pending scripts create, so that nothing done to it harms. A comment
 * {@code -- init-migrator: ignore=<rule>[,<rule>]} on the line of a finding or of the beginning of its statement, or on the
 * line before, suppresses it.
 */
public final class Linter {

    /** A declaration at the head of a script. */
    private static final Pattern LOCK_TIMEOUT_OFF =
            Pattern.compile("--\\s*init-migrator:(?:.*[\\s,])?lock-timeout\\s*=\\s*(?:off|0)\\b.*");

    /** Without one of these words, in whatever place, nothing ends a transaction. */
    private static final Pattern END_OF_TRANSACTION =
            Pattern.compile("\\b(?:commit|end|rollback|abort|prepare)\\b", Pattern.CASE_INSENSITIVE);

    private final KnownSchema schema = new KnownSchema();
    private final boolean lockTimeout;
    private final RuleSeverities severities;

    /** @param lockTimeout whether scripts are run with a {@code lock_timeout} */
    public Linter(boolean lockTimeout) {
        this(lockTimeout, RuleSeverities.DEFAULT);
    }

    /** @param lockTimeout whether scripts are run with a {@code lock_timeout} */
    public Linter(boolean lockTimeout, RuleSeverities severities) {
        this.lockTimeout = lockTimeout;
        this.severities = severities;
    }

    /** Whether the script ends the transaction that it is run in, by {@code COMMIT} or the like. */
    public static boolean endsTransaction(String sql) {
        if (!END_OF_TRANSACTION.matcher(sql).find()) {
            return false;
        }
        StatementReader reader = new StatementReader(sql, new SuppressionComments());
        for (Statement next = reader.next(); next != null; next = reader.next()) {
            for (Ddl command : DdlParser.parse(next)) {
                if (command instanceof Ddl.ControlTransaction control && control.ends()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The names of the indexes that the script creates, as the catalogue has them. One made of a placeholder is left out. */
    public static List<String> createdIndexes(String sql) {
        Set<String> names = new LinkedHashSet<>();
        forEachStatement(sql, new SuppressionComments(), statement -> {
            for (Ddl command : DdlParser.parse(statement)) {
                if (command instanceof Ddl.CreateIndex create
                        && !create.index().name().isEmpty()
                        && !create.index().name().contains("${")) {
                    names.add(create.index().name());
                }
            }
        });
        return List.copyOf(names);
    }

    /** Learns from a script that is applied already. */
    public void learn(String sql) {
        schema.beginScript(true, true);
        forEachStatement(
                sql,
                new SuppressionComments(),
                statement -> DdlParser.parse(statement).forEach(schema::learn));
    }

    /**
     * Reviews the next script; all that the ones before it under review have created is new too.
     *
     * @param script its name
     * @param inTransaction whether it is going to be run in a transaction
     */
    public ScriptReview review(String script, String sql, boolean inTransaction) {
        schema.beginScript(false, false);
        return reviewScript(script, sql, inTransaction);
    }

    /** Reviews the next script like {@link #review}, but all that the scripts before it have created is in use. */
    public ScriptReview reviewAlone(String script, String sql, boolean inTransaction) {
        schema.beginScript(true, false);
        return reviewScript(script, sql, inTransaction);
    }

    private ScriptReview reviewScript(String script, String sql, boolean inTransaction) {
        SuppressionComments suppressions = new SuppressionComments();
        Findings findings = new Findings(severities);
        ScriptChecks checks =
                new ScriptChecks(inTransaction, lockTimeout && !turnsLockTimeoutOff(sql), findings, schema);
        List<StatementEffect> effects = new ArrayList<>();
        StatementReader reader = forEachStatement(sql, suppressions, statement -> {
            findings.enter(statement);
            SyntaxChecks.check(statement, findings);
            Map<QualifiedName, LockMode> taken = new LinkedHashMap<>();
            boolean transactional = true;
            for (Ddl command : DdlParser.parse(statement)) {
                Map<QualifiedName, LockMode> locks = Locks.of(command, schema);
                transactional &= TransactionRules.allow(statement, command);
                checks.check(statement, command, locks);
                schema.learn(command);
                checks.learned(statement, command);
                locks.forEach((relation, mode) -> taken.merge(relation, mode, LockMode::orStronger));
            }
            checks.count(statement, transactional);
            addTo(effects, statement, taken, transactional);
        });
        checks.finish();
        SyntaxChecks.check(reader, findings);
        return new ScriptReview(script, checks.isTransactional(), effects, findings.without(suppressions));
    }

    /** In the comments before the first statement. */
    private static boolean turnsLockTimeoutOff(String sql) {
        return sql.lines()
                .map(String::strip)
                .takeWhile(line -> line.isEmpty() || line.startsWith("--"))
                .anyMatch(line -> LOCK_TIMEOUT_OFF.matcher(line).matches());
    }

    private static StatementReader forEachStatement(
            String sql, SuppressionComments suppressions, Consumer<Statement> action) {
        StatementReader reader = new StatementReader(sql, suppressions);
        for (Statement next = reader.next(); next != null; next = reader.next()) {
            action.accept(next);
            DoBlockReader.forEachStatement(next, suppressions, action);
        }
        return reader;
    }

    /** Only one that locks or runs outside a transaction, and a row of the same only once. */
    private static void addTo(
            List<StatementEffect> effects,
            Statement statement,
            Map<QualifiedName, LockMode> locks,
            boolean transactional) {
        if (locks.isEmpty() && transactional) {
            return;
        }
        List<RelationLock> taken = locks.entrySet().stream()
                .map(lock -> new RelationLock(lock.getValue(), lock.getKey().toString()))
                .toList();
        StatementEffect effect = new StatementEffect(statement.line(), statement.head(), taken, transactional);
        if (effects.isEmpty() || !effects.getLast().isLike(effect)) {
            effects.add(effect);
        }
    }
}
