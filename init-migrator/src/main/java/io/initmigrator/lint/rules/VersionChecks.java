package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.ddl.Constraint;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.Statement;

/** Checks for what the server's version of PostgreSQL does not have yet; none if the version is not known. */
final class VersionChecks {

    private final int version;
    private final Findings findings;

    VersionChecks(int version, Findings findings) {
        this.version = version;
        this.findings = findings;
    }

    void check(Statement statement, Ddl command, KnownSchema schema) {
        if (version == 0) {
            return;
        }
        if (statement.cursor().at("merge")) {
            require(15, "MERGE", statement.place());
        }
        if (command instanceof Ddl.AlterTable alter) {
            alter.changes().forEach(change -> check(alter, change, schema));
        }
    }

    private void check(Ddl.AlterTable alter, Ddl.Change change, KnownSchema schema) {
        switch (change.what()) {
            case TableChange.SetExpression _ -> require(17, "SET EXPRESSION", change.place());
            case TableChange.DetachPartition(var _, boolean concurrently) -> {
                if (concurrently) {
                    require(14, "DETACH PARTITION CONCURRENTLY", change.place());
                }
            }
            case TableChange.AddConstraint(Constraint constraint) -> {
                KnownTable table = schema.table(alter.table());
                boolean foreign = constraint.kind() == Constraint.Kind.FOREIGN_KEY;
                if (foreign && !constraint.validated() && table != null && table.isPartitioned()) {
                    require(18, "FOREIGN KEY … NOT VALID on a partitioned table", change.place());
                }
                if (constraint.kind() == Constraint.Kind.NOT_NULL) {
                    require(18, "ADD CONSTRAINT … NOT NULL", change.place());
                }
            }
            default -> {}
        }
    }

    private void require(int needed, String what, Place place) {
        if (version < needed) {
            findings.add(
                    Rule.UNSUPPORTED_BY_VERSION,
                    place,
                    what + " needs PostgreSQL " + needed + ", and the server has " + version,
                    "write it in another way, or upgrade the server first");
        }
    }
}
