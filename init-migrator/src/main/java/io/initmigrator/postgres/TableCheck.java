package io.initmigrator.postgres;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.schema.SqlQuoting;
import io.initmigrator.schema.SqlState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Checks the objects named as the history and as our tables before a statement reads them. A view, a policy, a trigger or a
 * cast of a column's type runs its owner's functions with the privileges of its user, and any role with CREATE on the schema can
 * create one first.
 *
 * <p>A table of ours is used only if its owner is trusted: our role, one that it is a member of, or a superuser. A role that only
 * reads also trusts the owner of the history, if no code is attached to the table. A change by such an owner between check and
 * read is not detected.
 */
final class TableCheck {

    /** SQLSTATE from {@link #quickly}. */
    static final String NOT_TRUSTED = SqlState.DIVISION_BY_ZERO;

    private final HistoryTable history;
    private final String address;
    private final String question;

    /** The tables that exist. */
    record Tables(boolean history, boolean receipts, boolean journal) {}

    /** Purpose of the check. */
    enum Use {
        READING,
        WRITING
    }

    TableCheck(HistoryTable history, String address) {
        this.history = history;
        this.address = address;
        this.question = """
                select c.oid::pg_catalog.regclass::pg_catalog.text as name, c.relowner,
                  pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text as owner, current_user::pg_catalog.text as role,
                  c.relkind operator(pg_catalog.=) any ('{r,p}'::pg_catalog."char"[]) as ordinary,
                  o.rolname operator(pg_catalog.=) current_user or o.rolsuper
                    or (not me.rolsuper and pg_catalog.pg_has_role(c.relowner, 'member'::pg_catalog.text)) as trusted,
                  c.relrowsecurity or exists (select from pg_catalog.pg_attribute a
                    where a.attrelid operator(pg_catalog.=) c.oid and a.attnum operator(pg_catalog.>) smallint '0'
                      and not a.attisdropped and a.atttypid operator(pg_catalog.>=) '16384'::pg_catalog.oid) as code,
                  exists (select from pg_catalog.pg_rewrite w where w.ev_class operator(pg_catalog.=) c.oid)
                    or exists (select from pg_catalog.pg_trigger t
                      where t.tgrelid operator(pg_catalog.=) c.oid and not t.tgisinternal) as hooks
                from rows from (pg_catalog.unnest(array[%s, %s, %s]::pg_catalog.text[])) with ordinality as n(name, position)
                  left join pg_catalog.pg_class c
                    on c.oid operator(pg_catalog.=) pg_catalog.to_regclass(n.name)::pg_catalog.oid
                  left join pg_catalog.pg_roles o on o.oid operator(pg_catalog.=) c.relowner
                  left join pg_catalog.pg_roles me on me.rolname operator(pg_catalog.=) current_user
                order by n.position
                """.formatted(
                        SqlQuoting.literal(history.quoted()),
                        SqlQuoting.literal(history.quotedReceiptTable()),
                        SqlQuoting.literal(history.quotedJournalTable()));
    }

    /**
     * A statement that fails by {@link #NOT_TRUSTED} unless history and receipts are ordinary tables of our own role, and cheap
     * for a new session. PostgreSQL plans a statement, which may already run code of a view, only after the preceding ones in the
     * same round trip have succeeded.
     */
    static String quickly(HistoryTable history) {
        return """
                select bigint '1' operator(pg_catalog./) (pg_catalog.count(*) operator(pg_catalog./) bigint '2')
                from pg_catalog.pg_class c
                where c.oid operator(pg_catalog.=) any
                    (array[%s::pg_catalog.regclass, %s::pg_catalog.regclass]::pg_catalog.oid[])
                  and c.relkind operator(pg_catalog.=) 'r'::pg_catalog."char"
                  and pg_catalog.pg_get_userbyid(c.relowner) operator(pg_catalog.=) current_user
                """.formatted(SqlQuoting.literal(history.quoted()), SqlQuoting.literal(history.quotedReceiptTable()));
    }

    /** @throws UnreachableException if a table is not trusted */
    Tables check(Connection connection, Use use) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            boolean hasHistory = exists(rows);
            long owner = rows.getLong("relowner");
            if (hasHistory) {
                refuse(rows, flaw(rows));
            }
            boolean hasReceipts = checkNext(rows, use, hasHistory, owner);
            return new Tables(hasHistory, hasReceipts, checkNext(rows, use, hasHistory, owner));
        }
    }

    /** Checks one of our tables, the next row; false if it does not exist. */
    private boolean checkNext(ResultSet rows, Use use, boolean hasHistory, long historyOwner) throws SQLException {
        rows.next();
        if (!exists(rows)) {
            return false;
        }
        boolean trusted = rows.getBoolean("trusted");
        boolean readable = use == Use.READING && hasHistory && rows.getLong("relowner") == historyOwner;
        String flaw = flaw(rows);
        if (flaw == null && rows.getBoolean("hooks")) {
            flaw = "has triggers or rules";
        }
        if (flaw == null && !trusted && !readable) {
            flaw = "is owned by role " + rows.getString("owner") + ", of which role " + rows.getString("role")
                    + " is not a member";
        }
        refuse(rows, flaw);
        return true;
    }

    /** The reason not to use a table, Flyway's included; null for none. */
    private static @Nullable String flaw(ResultSet row) throws SQLException {
        if (!row.getBoolean("ordinary")) {
            return "is not an ordinary table";
        }
        if (row.getBoolean("trusted")) {
            return null;
        }
        if (row.getBoolean("code")) {
            return "has row-level security or a column of a user-defined type, and is owned by role "
                    + row.getString("owner");
        }
        return row.getBoolean("hooks") ? "has triggers or rules, and is owned by role " + row.getString("owner") : null;
    }

    private void refuse(ResultSet row, @Nullable String flaw) throws SQLException {
        if (flaw != null) {
            throw ConnectionErrors.table(address, row.getString("name"), flaw, row.getString("role"));
        }
    }

    private static boolean exists(ResultSet row) throws SQLException {
        return row.getString("name") != null;
    }

    HistoryTable history() {
        return history;
    }
}
