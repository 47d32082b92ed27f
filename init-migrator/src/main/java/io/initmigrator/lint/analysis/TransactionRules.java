package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.TokenCursor;

/** Which statements PostgreSQL refuses to run in a transaction. */
public final class TransactionRules {

    private TransactionRules() {}

    /** Returns whether PostgreSQL runs {@code command} in a transaction. */
    public static boolean allow(Statement statement, Ddl command) {
        return switch (command) {
            case Ddl.CreateIndex create -> !create.concurrently();
            case Ddl.DropIndex drop -> !drop.concurrently();
            case Ddl.Reindex reindex -> !reindex.concurrently() && !ofManyTables(reindex.what());
            case Ddl.RewriteTables rewrite ->
                !rewrite.what().startsWith("VACUUM")
                        && !(rewrite.what().equals("CLUSTER")
                                && rewrite.tables().isEmpty());
            case Ddl.AlterTable alter -> alter.changes().stream().noneMatch(TransactionRules::detachesConcurrently);
            default -> allowed(statement.cursor());
        };
    }

    /** Returns whether Flyway takes {@code statement} for one that can run in a transaction; it does not know all that cannot. */
    public static boolean runByFlywayInTransaction(Statement statement) {
        TokenCursor cursor = statement.cursor();
        if (cursor.accept("create") || cursor.accept("drop")) {
            cursor.accept("unique");
            return !cursor.at("index", "concurrently") && !cursor.atAny("database", "tablespace", "subscription");
        }
        if (cursor.accept("reindex")) {
            cursor.inParentheses();
            cursor.accept("verbose");
            return !cursor.atAny("schema", "database", "system");
        }
        return !cursor.at("vacuum") && !cursor.at("alter", "system") && !cursor.at("discard", "all");
    }

    private static boolean allowed(TokenCursor cursor) {
        if (cursor.acceptAny("create", "drop")) {
            return !cursor.atAny("database", "tablespace", "subscription");
        }
        if (cursor.accept("alter", "database")) {
            return !cursor.has("set", "tablespace");
        }
        return !cursor.at("vacuum")
                && !cursor.at("alter", "system")
                && !cursor.at("discard", "all")
                && !cursor.at("commit", "prepared")
                && !cursor.at("rollback", "prepared");
    }

    private static boolean ofManyTables(String what) {
        return what.equals("SCHEMA") || what.equals("DATABASE") || what.equals("SYSTEM");
    }

    private static boolean detachesConcurrently(Ddl.Change change) {
        return change.what() instanceof TableChange.DetachPartition detach && detach.concurrently();
    }
}
