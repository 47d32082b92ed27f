package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.TransactionRules;
import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.Token;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What hurts between the statements of one script. */
public final class ScriptChecks {

    private final boolean inTransaction;
    private final Findings findings;
    private final RemovedObjects departures = new RemovedObjects();
    private final Set<String> unvalidated = new HashSet<>();
    private final Set<String> newEnumValues = new HashSet<>();
    private boolean lockTimeout;
    private int transactional;
    private int others;
    private int firstOther;

    /** @param lockTimeout whether waits for locks are limited when the script begins */
    public ScriptChecks(boolean inTransaction, boolean lockTimeout, Findings findings) {
        this.inTransaction = inTransaction;
        this.lockTimeout = lockTimeout;
        this.findings = findings;
    }

    public void check(Statement statement, Ddl command, Map<QualifiedName, LockMode> locks, KnownSchema schema) {
        checkTransaction(statement, command);
        checkLockTimeout(command, locks);
        checkEnumValues(statement, command, schema);
        checkValidation(command);
        departures.note(command, schema, statement.line());
    }

    public void finish() {
        departures.report(findings);
        if (others > 0 && transactional + others > 1) {
            findings.enter(firstOther);
            findings.add(
                    Rule.CONCURRENTLY_MIXED,
                    "cannot be rolled back with the other statements of this script: a failure leaves it half applied",
                    "put it in a script of its own");
        }
    }

    public boolean isTransactional() {
        return others == 0;
    }

    private void checkTransaction(Statement statement, Ddl command) {
        if (TransactionRules.allow(statement, command)) {
            transactional += statement.inBlock() ? 0 : 1;
        } else {
            firstOther = others == 0 ? statement.line() : firstOther;
            others++;
            if (inTransaction) {
                findings.add(
                        Rule.NOT_IN_TRANSACTION,
                        "PostgreSQL refuses this in a transaction, and Flyway runs the script in one",
                        "put it alone in a script whose .conf says executeInTransaction=false");
            }
        }
        if (command instanceof Ddl.ControlTransaction(String what, boolean ends) && ends) {
            findings.add(
                    Rule.TRANSACTION_CONTROL,
                    what
                            + " ends the transaction that ties the script to its history row and to init-migrator's session",
                    "leave BEGIN and " + what + " out: the script is run in a transaction");
        }
    }

    private void checkLockTimeout(Ddl command, Map<QualifiedName, LockMode> locks) {
        if (command instanceof Ddl.SetLockTimeout(boolean limited)) {
            lockTimeout = limited;
        } else if (!lockTimeout && locks.values().stream().anyMatch(LockMode::blocksWrites)) {
            findings.add(
                    Rule.MISSING_LOCK_TIMEOUT,
                    "waits without limit for its lock, and everybody else queues behind it",
                    "leave MIGRATOR_LOCK_TIMEOUT on, or SET lock_timeout in the script");
            lockTimeout = true;
        }
    }

    private void checkEnumValues(Statement statement, Ddl command, KnownSchema schema) {
        if (command instanceof Ddl.AddEnumValue(QualifiedName type, String value)) {
            if (inTransaction && !schema.isNewType(type)) {
                newEnumValues.add(value);
            }
            return;
        }
        statement.tokens().stream()
                .filter(token -> token.kind() == Token.Kind.STRING && newEnumValues.contains(token.text()))
                .findFirst()
                .ifPresent(token -> findings.add(
                        Rule.ENUM_VALUE_USED,
                        token.line(),
                        "the new value '" + token.text()
                                + "' cannot be used before the script that adds it is committed",
                        "use it in the next script"));
    }

    private void checkValidation(Ddl command) {
        if (!(command instanceof Ddl.AlterTable alter) || !inTransaction) {
            return;
        }
        for (Ddl.Change change : alter.changes()) {
            if (change.what() instanceof TableChange.AddConstraint(Constraint added) && added.notValid()) {
                unvalidated.add(added.name());
            } else if (change.what() instanceof TableChange.ValidateConstraint(String validated)
                    && unvalidated.contains(validated)) {
                findings.add(
                        Rule.VALIDATE_IN_SAME_TRANSACTION,
                        change.line(),
                        "checks all rows of " + alter.table() + " while the lock of ADD CONSTRAINT is still held",
                        "validate it in the next script");
            }
        }
    }
}
