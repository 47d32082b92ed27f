package io.initmigrator.lint;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.analysis.Locks;
import io.initmigrator.lint.analysis.TransactionRules;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.DdlParser;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.RelationLock;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.StatementEffect;
import io.initmigrator.lint.rules.Findings;
import io.initmigrator.lint.rules.ScriptChecks;
import io.initmigrator.lint.rules.SyntaxChecks;
import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Routines;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.StatementReader;
import io.initmigrator.lint.sql.SuppressionComments;
import io.initmigrator.schema.ScriptDirectives;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The review of one script, which ends only when all scripts have been read. */
final class Review {

    private final Script script;
    private final KnownSchema schema;
    private final Routines routines;
    private final Findings findings;
    /** Kinds of writes whose triggers have been read. */
    private final Set<String> fired = new HashSet<>();

    private final SuppressionComments suppressions = new SuppressionComments();
    private final List<StatementEffect> effects = new ArrayList<>();
    private final ScriptChecks checks;

    /**
     * Reads the script.
     *
     * @param sql its text
     * @param runTime when it runs
     */
    Review(
            Script script,
            String sql,
            Findings.RunTime runTime,
            LintSettings settings,
            KnownSchema schema,
            Routines routines) {
        this.script = script;
        this.schema = schema;
        this.routines = routines;
        this.findings = new Findings(settings.severities(), runTime);
        ScriptDirectives directives = ScriptDirectives.of(sql.lines());
        this.checks = new ScriptChecks(
                script.inTransaction(),
                limits(ScriptDirectives.LOCK_TIMEOUT, directives).orElse(settings.lockTimeout()),
                limits(ScriptDirectives.STATEMENT_TIMEOUT, directives).orElse(settings.statementTimeout()),
                settings.postgresVersion(),
                findings,
                schema);
        checks.check(directives);
        StatementReader reader = Linter.forEachStatement(sql, suppressions, routines.withCalls(this::check));
        checks.finish();
        SyntaxChecks.check(reader, findings);
    }

    /** Returns the review; to be called after the scripts that follow have been read too. */
    ScriptReview finish() {
        checks.finishAll();
        return new ScriptReview(script.name(), checks.isTransactional(), effects, findings.without(suppressions));
    }

    private void check(Statement statement) {
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
            if (command instanceof Ddl.Write write) {
                fire(write, statement.place(), taken);
            }
        }
        checks.count(statement, transactional);
        addEffect(statement, taken, transactional);
    }

    /** Adds the strong locks of the triggers that a write fires, and of those that their own writes fire. */
    private void fire(Ddl.Write write, Place place, Map<QualifiedName, LockMode> taken) {
        Deque<Ddl.Write> writes = new ArrayDeque<>(List.of(write));
        while (!writes.isEmpty()) {
            Ddl.Write next = writes.pop();
            KnownTable table = schema.table(next.table());
            if (table == null || !fired.add(next.what() + " " + table.name())) {
                continue;
            }
            for (String function : table.functionsFiredBy(next.what())) {
                routines.forEachStatement(function, place, statement -> {
                    for (Ddl command : DdlParser.parse(statement)) {
                        if (command instanceof Ddl.Write nested) {
                            writes.push(nested);
                        }
                        Locks.of(command, schema).forEach((relation, mode) -> {
                            if (mode.blocksWrites()) {
                                taken.merge(relation, mode, LockMode::orStronger);
                            }
                        });
                        checks.checkFired(command);
                    }
                });
            }
        }
    }

    /** Returns whether the script declares a limit; empty if it declares nothing. */
    private static Optional<Boolean> limits(String name, ScriptDirectives directives) {
        return directives.find(name).flatMap(ScriptDirectives::timeout).map(limit -> !limit.isZero());
    }

    /** Only one that locks or runs outside a transaction, and a row of the same only once. */
    private void addEffect(Statement statement, Map<QualifiedName, LockMode> locks, boolean transactional) {
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
