package io.initmigrator.schema;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Suggests the privilege to grant after SQLSTATE {@value #SQL_STATE}, derived from the server's message and the refused
 * statement. PostgreSQL names the object but not the privilege; for messages in another language than English the remedy names
 * neither.
 */
public final class MissingPrivilege {

    private static final Pattern DENIED =
            Pattern.compile("permission denied for ([a-z -]+?) (\"[^\"]*\"|\\S+?)(?:[;,\\s].*)?");
    private static final Pattern NOT_OWNER =
            Pattern.compile("must be owner of ([a-z -]+?) (\"[^\"]*\"|\\S+?)(?:[;,\\s].*)?");
    private static final Pattern NOT_MEMBER = Pattern.compile("permission denied to set role \"([^\"]*)\".*");

    /** Privilege by kind of object, if independent of the statement. */
    private static final Map<String, String> PRIVILEGES = Map.of(
            "schema", "usage, create",
            "database", "create",
            "tablespace", "create",
            "function", "execute",
            "procedure", "execute",
            "type", "usage",
            "language", "usage",
            "foreign server", "usage",
            "foreign-data wrapper", "usage");

    /** Privilege on relations by the first word of the statement. */
    private static final Map<String, String> ROW_PRIVILEGES = Map.of(
            "select", "select",
            "insert", "insert",
            "update", "update",
            "delete", "delete",
            "truncate", "truncate",
            "copy", "insert",
            "create", "references",
            "alter", "references");

    /** Of init-migrator, which reads and writes them. */
    private static final Set<String> OWN_TABLES = Set.of("init_migrator_receipt", "init_migrator_journal");

    private MissingPrivilege() {}

    /**
     * Returns the privilege to grant, or the role that must run the statement.
     *
     * @param words message of the server, on one line
     * @param statement that was refused; empty if unknown
     * @param role that lacks the privilege
     */
    public static String remedy(String words, String statement, String role) {
        String fact = words.replaceFirst("^[A-Z]+: ", "");
        Matcher denied = DENIED.matcher(fact);
        if (denied.matches()) {
            return "grant " + privilege(denied.group(1), denied.group(2), statement, fact) + " on "
                    + kind(denied.group(1)) + " " + denied.group(2) + " to " + role;
        }
        Matcher notOwner = NOT_OWNER.matcher(fact);
        if (notOwner.matches()) {
            return "only its owner may: let the owner migrate (MIGRATOR_SET_ROLE), or alter " + notOwner.group(1) + " "
                    + notOwner.group(2) + " owner to " + role;
        }
        Matcher notMember = NOT_MEMBER.matcher(fact);
        return notMember.matches()
                ? "grant " + notMember.group(1) + " to " + role
                : "grant the missing privilege to " + role;
    }

    private static String privilege(String kind, String name, String statement, String fact) {
        if (OWN_TABLES.contains(name)) {
            return "select, insert, update, delete";
        }
        if (kind.equals("database") && fact.contains("CONNECT")) {
            return "connect";
        }
        String verb = statement.strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
        String byKind = PRIVILEGES.get(kind);
        return byKind == null ? ROW_PRIVILEGES.getOrDefault(verb, "the missing privilege") : byKind;
    }

    /** Kind of object as written in GRANT. */
    private static String kind(String kind) {
        return kind.equals("view") || kind.equals("materialized view") || kind.equals("foreign table") ? "table" : kind;
    }
}
