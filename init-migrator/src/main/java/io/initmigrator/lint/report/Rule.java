package io.initmigrator.lint.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A check of the linter. Its name in comments and reports is the constant's, in lower case with hyphens; {@code ignore=} also
 * takes the names that squawk gives to the same check.
 */
public enum Rule {
    /** Every row is rewritten while nobody can read or write the table. */
    TABLE_REWRITE(Severity.ERROR, "changing-column-type", "adding-field-with-default"),
    /** An index is rebuilt while nobody can read or write its table. */
    INDEX_REWRITE(Severity.ERROR),
    /** A column takes another type than the old version knows. */
    CHANGED_TYPE(Severity.WARNING, "changing-column-type"),
    /** The whole table is read, locked, to prove that a column holds no null. */
    SET_NOT_NULL(Severity.ERROR, "adding-not-nullable-field"),
    /** The old version may not expect nulls. */
    BAN_DROP_NOT_NULL(Severity.WARNING, "ban-drop-not-null"),
    /** A new column must have a value, and the rows and the old version have none for it. */
    REQUIRED_COLUMN(Severity.ERROR, "adding-required-field"),
    /** The old version relies on a default for a column that must have a value. */
    DROPPED_DEFAULT(Severity.WARNING),
    /** The old version may insert values of its own, which the column now refuses. */
    IDENTITY_ALWAYS(Severity.WARNING),
    /** A constraint is checked for all rows while writes wait. */
    CONSTRAINT_WITHOUT_NOT_VALID(Severity.ERROR, "constraint-missing-not-valid", "adding-foreign-key-constraint"),
    /** A constraint is validated while the lock of its creation is still held. */
    VALIDATE_IN_SAME_TRANSACTION(Severity.WARNING),
    /** A primary key, unique or exclusion constraint builds its index while nobody can read or write the table. */
    CONSTRAINT_WITHOUT_INDEX(Severity.ERROR, "disallowed-unique-constraint", "adding-serial-primary-key-field"),
    /** A constraint of a domain reads every table that has a column of it. */
    BAN_ALTER_DOMAIN_WITH_ADD_CONSTRAINT(Severity.ERROR, "ban-alter-domain-with-add-constraint"),
    /** A foreign key has no index on its own side, so that each change of the referenced table reads all rows. */
    FOREIGN_KEY_WITHOUT_INDEX(Severity.WARNING),
    /** An index is built while nobody can write the table. */
    INDEX_WITHOUT_CONCURRENTLY(Severity.ERROR, "require-concurrent-index-creation"),
    /** An index is dropped under a lock that queues every query on its table. */
    DROP_INDEX_WITHOUT_CONCURRENTLY(Severity.WARNING, "require-concurrent-index-deletion"),
    /** An index is rebuilt while reads and writes of its table wait. */
    REINDEX_WITHOUT_CONCURRENTLY(Severity.ERROR, "require-concurrent-reindex"),
    /** A materialized view is filled while nobody can read it. */
    REFRESH_WITHOUT_CONCURRENTLY(Severity.WARNING),
    /** {@code IF NOT EXISTS} takes an invalid index, left by an interrupted build, for the real one. */
    CONCURRENTLY_IF_NOT_EXISTS(Severity.WARNING),
    /** A statement that cannot be rolled back shares its script with others. */
    CONCURRENTLY_MIXED(Severity.ERROR),
    /** A statement that PostgreSQL refuses in a transaction is run in one. */
    NOT_IN_TRANSACTION(Severity.ERROR, "ban-concurrent-index-creation-in-transaction"),
    /** The script ends the transaction that ties it to its history row. */
    TRANSACTION_CONTROL(Severity.ERROR, "transaction-nesting"),
    /** A transaction that the script opens itself is never committed. */
    BAN_UNCOMMITTED_TRANSACTION(Severity.ERROR, "ban-uncommitted-transaction"),
    /** A partition is created or attached under a lock that queues every query on its parent. */
    CREATE_PARTITION_OF(Severity.WARNING),
    /** A table is read, locked, to prove that its rows belong into the partition. */
    ATTACH_PARTITION(Severity.WARNING),
    /** A partition is detached under a lock that queues every query on its parent. */
    REQUIRE_CONCURRENT_PARTITION_DETACH(Severity.WARNING, "require-concurrent-partition-detach"),
    /** A new value of an enum is used before it is committed. */
    ENUM_VALUE_USED(Severity.ERROR),
    /** The old version knows the value of the enum by its old name. */
    RENAMED_ENUM_VALUE(Severity.WARNING),
    /** The old version may still use the column. */
    DROPPED_COLUMN(Severity.WARNING, "ban-drop-column"),
    /** The old version may still use the table or the view. */
    DROPPED_TABLE(Severity.WARNING, "ban-drop-table"),
    /** Everything that depends on a schema, a type, an extension or a function goes with it. */
    DROPPED_CASCADE(Severity.WARNING),
    /** The database goes, with all that is in it. */
    BAN_DROP_DATABASE(Severity.ERROR, "ban-drop-database"),
    /** The old version knows the column by its old name. */
    RENAMED_COLUMN(Severity.ERROR, "renaming-column"),
    /** The old version knows the table by its old name. */
    RENAMED_TABLE(Severity.ERROR, "renaming-table"),
    /** The old version knows the schema by its old name. */
    RENAMED_SCHEMA(Severity.ERROR),
    /** The new version starts before the script creates what it may need. */
    CREATED_AFTER_ROLLOUT(Severity.WARNING),
    /** A strong lock is waited for without limit, and everybody else queues behind. */
    MISSING_LOCK_TIMEOUT(Severity.WARNING, "require-timeout-settings"),
    /** All rows of a large table are read or written under a lock, for as long as it takes. */
    MISSING_STATEMENT_TIMEOUT(Severity.WARNING, "require-timeout-settings"),
    /** A strong lock is held while the same transaction works on many rows. */
    STATEMENT_AFTER_LOCK(Severity.WARNING),
    /** Every row of a table is written in one transaction. */
    WHOLE_TABLE_WRITE(Severity.WARNING),
    /** A table is locked by name. */
    LOCK_TABLE(Severity.WARNING),
    /** A table is emptied under the strongest lock. */
    TRUNCATE(Severity.ERROR, "ban-truncate-cascade"),
    /** Triggers or foreign keys are off for a while. */
    DISABLE_TRIGGER(Severity.WARNING),
    /** PostgreSQL cannot parse it. */
    SYNTAX_ERROR(Severity.ERROR, "syntax-error"),
    /** The server's version does not have it yet. */
    UNSUPPORTED_BY_VERSION(Severity.ERROR),
    /** A command of psql, which neither Flyway nor PostgreSQL knows. */
    PSQL_COMMAND(Severity.ERROR),
    /** The driver closes the connection when this parameter is set. */
    REJECTED_SETTING(Severity.ERROR),
    /** Flyway passes over a file because of its name. */
    INVALID_SCRIPT_NAME(Severity.WARNING),
    /** Two scripts have one version. */
    DUPLICATE_VERSION(Severity.ERROR),
    /** A script that is applied has been edited. */
    EDITED_SCRIPT(Severity.ERROR),
    /** A new script has a version below those that are applied. */
    SCRIPT_OUT_OF_ORDER(Severity.WARNING),
    /** A directive of init-migrator is misspelt, or its value cannot be read: the script is not run. */
    INVALID_DIRECTIVE(Severity.ERROR),
    /** A comment suppresses a rule that does not exist or that finds nothing there. */
    UNUSED_IGNORE(Severity.WARNING, "unused-ignore"),
    /** A rehearsal measured a strong lock that the plan does not have. */
    UNPREDICTED_LOCK(Severity.WARNING),
    /** A rehearsal measured a rewrite that the plan does not have. */
    UNPREDICTED_REWRITE(Severity.ERROR),
    /** A rehearsal did not measure a strong lock that the plan has. */
    UNCONFIRMED_LOCK(Severity.WARNING),
    /** A rehearsal did not measure a rewrite that the plan has. */
    UNCONFIRMED_REWRITE(Severity.WARNING),
    /** A length limit that later has to be raised. */
    PREFER_TEXT_FIELD(null, "prefer-text-field"),
    /** A key that runs out. */
    PREFER_BIGINT_OVER_INT(null, "prefer-bigint-over-int", "prefer-big-int"),
    /** A timestamp that means another instant in each time zone. */
    PREFER_TIMESTAMPTZ(null, "prefer-timestamptz", "prefer-timestamp-tz"),
    /** A serial column, whose sequence has rights of its own. */
    PREFER_IDENTITY(null, "prefer-identity");

    private static final Map<String, Rule> BY_NAME = byName();

    private final @Nullable Severity severity;
    /** Unmodifiable. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> aliases;

    Rule(@Nullable Severity severity, String... aliases) {
        this.severity = severity;
        this.aliases = List.of(aliases);
    }

    /** How bad its findings are unless the user says otherwise; empty for a rule that is off then. */
    public Optional<Severity> severity() {
        return Optional.ofNullable(severity);
    }

    /** The names that squawk gives to the same check. */
    public List<String> aliases() {
        return aliases;
    }

    /** Returns whether {@code name} is its name or an alias. */
    public boolean isCalled(String name) {
        return toString().equals(name) || aliases.contains(name);
    }

    /** Returns whether some rule has that name or alias. */
    public static boolean exists(String name) {
        return BY_NAME.containsKey(name);
    }

    /** The rule of that name. */
    public static Optional<Rule> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** All rules of that name or alias: squawk has one for some of ours. */
    public static List<Rule> allNamed(String name) {
        return Arrays.stream(values()).filter(rule -> rule.isCalled(name)).toList();
    }

    /** The name of a rule that somebody may have meant, which differs by two letters at most. */
    public static Optional<String> nearest(String name) {
        return BY_NAME.keySet().stream()
                .filter(each -> isNear(each, name))
                .sorted()
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, Rule> byName() {
        Map<String, Rule> rules = new HashMap<>();
        for (Rule rule : values()) {
            rules.put(rule.toString(), rule);
        }
        for (Rule rule : values()) {
            rule.aliases.forEach(alias -> rules.putIfAbsent(alias, rule));
        }
        return rules;
    }

    /** All but at most two letters in the middle are the same, or two have changed places. */
    private static boolean isNear(String name, String written) {
        if (Math.abs(name.length() - written.length()) > 2) {
            return false;
        }
        int shorter = Math.min(name.length(), written.length());
        int prefix = 0;
        while (prefix < shorter && name.charAt(prefix) == written.charAt(prefix)) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < shorter - prefix
                && name.charAt(name.length() - 1 - suffix) == written.charAt(written.length() - 1 - suffix)) {
            suffix++;
        }
        return Math.max(name.length(), written.length()) - prefix - suffix <= 2;
    }
}
