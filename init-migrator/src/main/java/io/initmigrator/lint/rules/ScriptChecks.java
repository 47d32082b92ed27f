package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.analysis.TableSize;
import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.schema.ScriptDirectives;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks one script, command by command, and between its statements. */
public final class ScriptChecks {

    private final boolean inTransaction;
    private final Findings findings;
    private final KnownSchema schema;
    private final RemovedObjects removed;
    private final EnumValues enumValues;
    private final VersionChecks versionChecks;
    private final WorkUnderLock workUnderLock;
    private final ForeignKeyIndexes foreignKeyIndexes = new ForeignKeyIndexes();
    private final Set<String> unvalidated = new HashSet<>();
    private boolean lockTimeout;
    private boolean statementTimeout;
    private int transactional;
    private int others;
    private Place firstOther = new Place(1, 1);
    private @Nullable Place begun;

    /**
     * Begins a script.
     *
     * @param lockTimeout whether waits for locks are limited when the script begins
     * @param statementTimeout whether statements are limited then
     * @param postgresVersion the major version of the server; 0 if it is not known
     */
    public ScriptChecks(
            boolean inTransaction,
            boolean lockTimeout,
            boolean statementTimeout,
            int postgresVersion,
            Findings findings,
            KnownSchema schema) {
        this.inTransaction = inTransaction;
        this.lockTimeout = lockTimeout;
        this.statementTimeout = statementTimeout;
        this.findings = findings;
        this.schema = schema;
        this.removed = new RemovedObjects(findings);
        this.enumValues = new EnumValues(postgresVersion, findings);
        this.versionChecks = new VersionChecks(postgresVersion, findings);
        this.workUnderLock = new WorkUnderLock(findings);
    }

    /** Checks the directives of the script, which is not run if one is wrong. */
    public void check(ScriptDirectives directives) {
        for (ScriptDirectives.Comment comment : directives.comments()) {
            comment.problem()
                    .ifPresent(problem -> findings.add(
                            Rule.INVALID_DIRECTIVE,
                            new Place(comment.line(), 1),
                            "the script " + problem.reason(),
                            problem.remedy()));
        }
    }

    /** Checks a command of {@code statement}. */
    public void check(Statement statement, Ddl command, Map<QualifiedName, LockMode> locks) {
        KnownTable table = tableOf(command);
        findings.onlyIf(conditionOf(table));
        findings.ofSize(table == null ? null : table.size());
        TableChecks.check(command, statement.isWhole(), schema, findings);
        IndexChecks.check(command, schema, findings);
        PartitionChecks.check(command, schema, findings);
        ObjectChecks.check(command, schema, findings);
        if (findings.isDeclaredAfterRollout()) {
            DeferredChecks.check(command, schema, findings);
        }
        SettingChecks.check(command, findings);
        TasteChecks.check(command, findings);
        versionChecks.check(statement, command, schema);
        checkControl(command);
        checkLockTimeout(command, locks);
        if (inTransaction) {
            enumValues.check(statement, command, schema);
            checkValidation(command);
            workUnderLock.check(statement, command, locks, schema);
        }
        checkStatementTimeout(command, table);
        removed.note(statement, command, schema);
        findings.onlyIf("");
        findings.ofSize(null);
    }

    /** Checks a command of a trigger that a statement fires. */
    public void checkFired(Ddl command) {
        IndexChecks.check(command, schema, findings);
    }

    /** Takes note of a command that the schema has learnt after its check. */
    public void learned(Statement statement, Ddl command) {
        foreignKeyIndexes.note(command, statement.place(), schema);
    }

    /** Counts {@code statement}, which PostgreSQL runs in a transaction or not. */
    public void count(Statement statement, boolean isTransactional) {
        if (isTransactional) {
            transactional += statement.inBlock() ? 0 : 1;
            return;
        }
        firstOther = others == 0 ? statement.place() : firstOther;
        others++;
        if (inTransaction) {
            findings.add(
                    Rule.NOT_IN_TRANSACTION,
                    "PostgreSQL refuses this in a transaction, and Flyway runs the script in one",
                    "put it alone in a script whose .conf says executeInTransaction=false");
        }
    }

    /** Ends the script. */
    public void finish() {
        removed.report();
        if (others > 0 && transactional + others > 1) {
            findings.enter(firstOther);
            findings.add(
                    Rule.CONCURRENTLY_MIXED,
                    "cannot be rolled back with the other statements of this script: a failure leaves it half applied",
                    "put it in a script of its own");
        }
        if (begun != null && !inTransaction) {
            findings.enter(begun);
            findings.add(
                    Rule.BAN_UNCOMMITTED_TRANSACTION,
                    "the transaction that begins here is never committed: all that follows is lost",
                    "remove it, or COMMIT before the script ends");
        }
    }

    /** Ends the review of all scripts: what a later one might have made good was not. */
    public void finishAll() {
        foreignKeyIndexes.report(findings);
    }

    /** Returns whether PostgreSQL lets all of it run in one transaction. */
    public boolean isTransactional() {
        return others == 0;
    }

    private @Nullable KnownTable tableOf(Ddl command) {
        QualifiedName name = switch (command) {
            case Ddl.AlterTable alter -> alter.table();
            case Ddl.CreateIndex create -> create.index().table();
            case Ddl.Write write -> write.table();
            case Ddl.Truncate truncate -> truncate.tables().getFirst();
            case Ddl.Drop drop -> drop.names().getFirst();
            default -> null;
        };
        return name == null ? null : schema.table(name);
    }

    private String conditionOf(@Nullable KnownTable table) {
        return table != null && schema.isUncertain(table)
                ? ", if " + table.name() + " was there before CREATE TABLE IF NOT EXISTS"
                : "";
    }

    private void checkControl(Ddl command) {
        if (!(command instanceof Ddl.ControlTransaction(String what, boolean begins, boolean ends))) {
            return;
        }
        if (begins) {
            begun = begun == null ? findings.statement() : begun;
        } else if (ends) {
            begun = null;
            findings.add(
                    Rule.TRANSACTION_CONTROL,
                    what
                            + " ends the transaction that ties the script to its history row and to init-migrator's"
                            + " session",
                    "leave BEGIN and " + what + " out: the script is run in a transaction");
        }
    }

    /** Returns whether the timeout is on after {@code command}; empty if that does not set it. {@code RESET ALL} goes back to the session's. */
    private static Optional<Boolean> limits(String timeout, Ddl command) {
        return command instanceof Ddl.SetParameter(String name, String value)
                        && (name.equals(timeout) || (name.equals("all") && value.isEmpty()))
                ? Optional.of(value.isEmpty() || !value.strip().matches("0+\\s*\\w*"))
                : Optional.empty();
    }

    private void checkStatementTimeout(Ddl command, @Nullable KnownTable table) {
        Optional<Boolean> limited = limits("statement_timeout", command);
        if (limited.isPresent()) {
            statementTimeout = limited.get();
        } else if (!statementTimeout && table != null && findings.hasWorkUnderLock()) {
            checkStatementTimeout(table);
        }
    }

    private void checkStatementTimeout(KnownTable table) {
        TableSize size = table.size();
        if (size != null && size.isLarge()) {
            statementTimeout = true;
            findings.add(
                    Rule.MISSING_STATEMENT_TIMEOUT,
                    "works on all of " + table.name() + " (" + size
                            + ") without a limit, and others wait for its locks until it is done",
                    "set MIGRATOR_STATEMENT_TIMEOUT, or statement-timeout=5m in the script, so that it gives up");
        }
    }

    private void checkLockTimeout(Ddl command, Map<QualifiedName, LockMode> locks) {
        Optional<Boolean> limited = limits("lock_timeout", command);
        if (limited.isPresent()) {
            lockTimeout = limited.get();
        } else if (!lockTimeout && locks.values().stream().anyMatch(LockMode::blocksWrites)) {
            findings.add(
                    Rule.MISSING_LOCK_TIMEOUT,
                    "waits without limit for its lock, and everybody else queues behind it",
                    "leave MIGRATOR_LOCK_TIMEOUT on, or SET lock_timeout in the script");
            lockTimeout = true;
        }
    }

    private void checkValidation(Ddl command) {
        if (!(command instanceof Ddl.AlterTable alter)) {
            return;
        }
        for (Ddl.Change change : alter.changes()) {
            if (change.what() instanceof TableChange.AddConstraint(Constraint added) && !added.validated()) {
                unvalidated.add(added.name());
            } else if (change.what() instanceof TableChange.ValidateConstraint(String validated)
                    && unvalidated.contains(validated)
                    && !schema.isNew(alter.table())) {
                findings.add(
                        Rule.VALIDATE_IN_SAME_TRANSACTION,
                        change.place(),
                        "checks all rows of " + alter.table() + " while the lock of ADD CONSTRAINT is still held",
                        "validate it in the next script");
            }
        }
    }
}
