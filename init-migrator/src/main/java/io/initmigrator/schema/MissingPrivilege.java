package io.initmigrator.schema;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to grant where PostgreSQL refused something for want of a right ({@link SqlState#INSUFFICIENT_PRIVILEGE}), as far as its words and
 * the refused statement tell. PostgreSQL itself names the object, but not the right; and a server that speaks another language
 * than English gets a remedy without either.
 */
public final class MissingPrivilege {

    private static final Pattern DENIED =
            Pattern.compile("permission denied for ([a-z -]+?) (\"[^\"]*\"|\\S+?)(?:[;,\\s].*)?");
    private static final Pattern NOT_OWNER =
            Pattern.compile("must be owner of ([a-z -]+?) (\"[^\"]*\"|\\S+?)(?:[;,\\s].*)?");
    private static final Pattern NOT_MEMBER = Pattern.compile("permission denied to set role \"([^\"]*)\".*");

    /** By kind of object, where the statement makes no difference. */
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

    /** By the statement's first word, on what holds rows. */
    private static final Map<String, String> ROW_PRIVILEGES = Map.of(
            "select", "select",
            "insert", "insert",
            "update", "update",
            "delete", "delete",
            "truncate", "truncate",
            "copy", "insert",
            "create", "references",
            "alter", "references");

    private MissingPrivilege() {}

    /**
     * What to grant, or whom to let do it.
     *
     * @param words of the server, on one line
     * @param statement that was refused; empty where it is not known
     * @param role that lacks the right
     */
    public static String remedy(String words, String statement, String role) {
        String fact = words.replaceFirst("^[A-Z]+: ", "");
        Matcher denied = DENIED.matcher(fact);
        if (denied.matches()) {
            return "grant " + privilege(denied.group(1), statement, fact) + " on " + kind(denied.group(1)) + " "
                    + denied.group(2) + " to " + role;
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

    private static String privilege(String kind, String statement, String fact) {
        if (kind.equals("database") && fact.contains("CONNECT")) {
            return "connect";
        }
        String verb = statement.strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
        String byKind = PRIVILEGES.get(kind);
        return byKind == null ? ROW_PRIVILEGES.getOrDefault(verb, "the missing privilege") : byKind;
    }

    /** As GRANT calls it. */
    private static String kind(String kind) {
        return kind.equals("view") || kind.equals("materialized view") || kind.equals("foreign table") ? "table" : kind;
    }
}
