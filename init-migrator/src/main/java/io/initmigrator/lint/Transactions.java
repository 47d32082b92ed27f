package io.initmigrator.lint;

/** Which statements PostgreSQL refuses to run in a transaction. */
final class Transactions {

    private Transactions() {}

    static boolean allow(Statement statement, Command command) {
        return switch (command) {
            case Command.CreateIndex create -> !create.concurrently();
            case Command.DropIndex drop -> !drop.concurrently();
            case Command.Reindex reindex -> !reindex.concurrently() && !ofManyTables(reindex.what());
            case Command.RewriteTables rewrite ->
                rewrite.what().equals("CLUSTER") && !rewrite.tables().isEmpty();
            case Command.AlterTable alter -> alter.changes().stream().noneMatch(Transactions::detachesConcurrently);
            default -> allowed(statement.cursor());
        };
    }

    private static boolean allowed(Cursor cursor) {
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

    private static boolean detachesConcurrently(Command.Change change) {
        return change.what() instanceof TableChange.DetachPartition detach && detach.concurrently();
    }
}
