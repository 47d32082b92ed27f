package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.Conditions;
import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds work on many rows while the transaction holds a strong lock of an earlier statement. */
final class WorkUnderLock {

    /** Rules whose findings read, write or sort all rows of a table. */
    private static final Set<Rule> WORK = Set.of(
            Rule.TABLE_REWRITE,
            Rule.INDEX_REWRITE,
            Rule.SET_NOT_NULL,
            Rule.CONSTRAINT_WITHOUT_NOT_VALID,
            Rule.CONSTRAINT_WITHOUT_INDEX,
            Rule.ATTACH_PARTITION,
            Rule.INDEX_WITHOUT_CONCURRENTLY,
            Rule.REFRESH_WITHOUT_CONCURRENTLY);

    private final Findings findings;
    private final Map<QualifiedName, LockMode> held = new LinkedHashMap<>();
    private boolean reported;

    WorkUnderLock(Findings findings) {
        this.findings = findings;
    }

    void check(Statement statement, Ddl command, Map<QualifiedName, LockMode> locks, KnownSchema schema) {
        if (!held.isEmpty() && !reported && isWork(command, schema)) {
            reported = true;
            boolean reads = held.values().stream().anyMatch(LockMode::blocksReads);
            findings.add(
                    Rule.STATEMENT_AFTER_LOCK,
                    "works on many rows while " + (reads ? "nobody can read or write " : "nobody can write ")
                            + held.entrySet().stream()
                                    .filter(lock -> lock.getValue().blocksReads() == reads)
                                    .map(lock -> lock.getKey().toString())
                                    .distinct()
                                    .limit(3)
                                    .collect(Collectors.joining(", "))
                            + ": locks are held to the end of the script",
                    "put it in a script of its own, before or after this one");
        }
        locks.forEach((relation, mode) -> {
            if (mode.blocksWrites()) {
                held.merge(relation, mode, LockMode::orStronger);
            }
        });
    }

    private boolean isWork(Ddl command, KnownSchema schema) {
        return switch (command) {
            case Ddl.Write write -> isWork(write, schema);
            case Ddl.CreateTable create -> isAnyInUse(create.sources(), schema);
            case Ddl.CreateView create -> create.filled() && isAnyInUse(create.sources(), schema);
            case Ddl.AlterTable alter ->
                findings.ofStatement().stream().anyMatch(WORK::contains)
                        || alter.changes().stream()
                                .anyMatch(change -> change.what() instanceof TableChange.ValidateConstraint);
            default -> findings.ofStatement().stream().anyMatch(WORK::contains);
        };
    }

    private static boolean isWork(Ddl.Write write, KnownSchema schema) {
        if (write.what().equals("INSERT")) {
            return isAnyInUse(write.sources(), schema);
        }
        boolean oneRow =
                write.condition() != null && Conditions.nameOneRow(write.condition(), schema.table(write.table()));
        return !oneRow && !schema.isNew(write.table());
    }

    private static boolean isAnyInUse(List<QualifiedName> sources, KnownSchema schema) {
        return sources.stream().anyMatch(source -> schema.table(source) != null && !schema.isNew(source));
    }
}
