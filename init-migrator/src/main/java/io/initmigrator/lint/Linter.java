package io.initmigrator.lint;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.Locks;
import io.initmigrator.lint.analysis.TransactionRules;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.DdlParser;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.RelationLock;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.StatementEffect;
import io.initmigrator.lint.rules.Findings;
import io.initmigrator.lint.rules.IndexChecks;
import io.initmigrator.lint.rules.ScriptChecks;
import io.initmigrator.lint.rules.TableChecks;
import io.initmigrator.lint.sql.DoBlockReader;
import io.initmigrator.lint.sql.Lexer;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.StatementReader;
import io.initmigrator.lint.sql.SuppressionComments;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Reads the scripts of a bundle in their order, those that are applied first, and tells what each pending one does.
 *
 * <p>What pending scripts create is nobody's yet, so that nothing done to it hurts. A comment
 * {@code -- init-migrator: ignore=<rule>[,<rule>]} on the line of a finding or of the beginning of its statement, or on the
 * line before, silences it.
 */
public final class Linter {

    /** In the comments at the head of a script. */
    private static final Pattern LOCK_TIMEOUT_OFF = Pattern.compile(
            "(?:[ \\t]*(?:--.*)?\\R)*?[ \\t]*--\\s*init-migrator:(?:.*[\\s,])?lock-timeout\\s*=\\s*(?:off|0)\\b");

    /** Without one of these words, in whatever place, nothing does. */
    private static final Pattern END_OF_TRANSACTION =
            Pattern.compile("\\b(?:commit|end|rollback|abort|prepare)\\b", Pattern.CASE_INSENSITIVE);

    private final KnownSchema schema = new KnownSchema();
    private final boolean lockTimeout;

    /** @param lockTimeout whether scripts are run with a {@code lock_timeout} */
    public Linter(boolean lockTimeout) {
        this.lockTimeout = lockTimeout;
    }

    /** Whether the script ends the transaction that it is run in, by {@code COMMIT} or the like. */
    public static boolean endsTransaction(String sql) {
        if (!END_OF_TRANSACTION.matcher(sql).find()) {
            return false;
        }
        StatementReader reader = new StatementReader(new Lexer(sql, 1, new SuppressionComments()), false);
        for (Statement next = reader.next(); next != null; next = reader.next()) {
            if (DdlParser.parse(next) instanceof Ddl.ControlTransaction(String what, boolean ends) && ends) {
                return true;
            }
        }
        return false;
    }

    /** The names of the indexes that the script creates, as the catalogue has them. One made of a placeholder is left out. */
    public static List<String> createdIndexes(String sql) {
        Set<String> names = new LinkedHashSet<>();
        forEachStatement(sql, new SuppressionComments(), (statement, command) -> {
            if (command instanceof Ddl.CreateIndex create
                    && !create.name().isEmpty()
                    && !create.name().contains("${")) {
                names.add(create.name());
            }
        });
        return List.copyOf(names);
    }

    /** Learns from a script that is applied already. */
    public void learn(String sql) {
        forEachStatement(sql, new SuppressionComments(), (statement, command) -> schema.learn(command, false));
    }

    /**
     * Looks at the next pending script.
     *
     * @param script its name
     * @param inTransaction whether it is going to be run in a transaction
     */
    public ScriptReview review(String script, String sql, boolean inTransaction) {
        SuppressionComments ignores = new SuppressionComments();
        Findings findings = new Findings();
        ScriptChecks checks = new ScriptChecks(
                inTransaction, lockTimeout && !LOCK_TIMEOUT_OFF.matcher(sql).lookingAt(), findings);
        List<StatementEffect> effects = new ArrayList<>();
        forEachStatement(sql, ignores, (statement, command) -> {
            findings.enter(statement.line());
            Map<QualifiedName, LockMode> locks = Locks.of(command, schema);
            TableChecks.check(command, schema, findings);
            IndexChecks.check(command, schema, findings);
            checks.check(statement, command, locks, schema);
            addTo(effects, statement, locks, TransactionRules.allow(statement, command));
            schema.learn(command, true);
        });
        checks.finish();
        return new ScriptReview(script, checks.isTransactional(), effects, findings.without(ignores));
    }

    private static void forEachStatement(String sql, SuppressionComments ignores, BiConsumer<Statement, Ddl> action) {
        StatementReader reader = new StatementReader(new Lexer(sql, 1, ignores), false);
        for (Statement next = reader.next(); next != null; next = reader.next()) {
            action.accept(next, DdlParser.parse(next));
            DoBlockReader.statementsIn(next, ignores).forEach(inner -> action.accept(inner, DdlParser.parse(inner)));
        }
    }

    /** Only what locks or stands outside a transaction, and a row of the same only once. */
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
