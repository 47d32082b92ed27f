package io.initmigrator.flyway;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.ErrorCode;
import org.flywaydb.core.api.FlywayException;

/** Fixes for the errors of Flyway. */
final class Remedies {

    static final String EMPTY_AT_REPAIR =
            "mount the migrations there, or check that their names follow Flyway's pattern, such as"
                    + " V1__create_users.sql";
    static final String EMPTY = EMPTY_AT_REPAIR + ", or set MIGRATOR_WHEN_EMPTY=skip";
    static final String NO_HISTORY =
            "set FLYWAY_BASELINE_ON_MIGRATE=true and FLYWAY_BASELINE_VERSION to the current version of"
                    + " the schema, or use a separate schema for the application";
    static final String FAILED = "undo its partial changes manually, then run init-migrator repair and deploy again";
    static final String MIXTURE = "deploy that script separately, or set FLYWAY_GROUP=false";
    static final String GENERAL = "make scripts and schema history match, then deploy again";

    static final String PUT_BACK = "an earlier repair marked it as deleted: if the schema still has its changes, run"
            + " init-migrator repair, which takes that back; to run it again, set FLYWAY_OUT_OF_ORDER=true";

    private static final String SCRIPT = "correct the script";
    private static final String MIXED =
            "move the statements that cannot run in a transaction to a separate script, or set FLYWAY_MIXED=true";
    private static final String DUPLICATE = "give each migration its own version, or remove the duplicate";
    private static final String ENCODING =
            "save the script as UTF-8, or set FLYWAY_ENCODING to its encoding, such as ISO-8859-1";

    /** Flyway has no error code for these. */
    private static final String UNREADABLE = "Unable to calculate checksum";

    private static final String BOTH = "Detected both transactional and non-transactional statements";

    private static final Pattern PLACEHOLDER = Pattern.compile("No value provided for placeholder: \\$\\{([\\w.-]+)}");

    private Remedies() {}

    /** Of a Java migration that the history records and the bundle lacks. */
    static String ofJavaMigration(boolean isVersioned) {
        return "set FLYWAY_JAR_DIRS to where its class lies, with the image variant -java, or set"
                + " FLYWAY_IGNORE_MIGRATION_PATTERNS=" + (isVersioned ? "versioned" : "repeatable")
                + ":missing if the application runs it";
    }

    static String of(FlywayException exception) {
        return byMessage(exception).orElseGet(() -> of(exception.getErrorCode()));
    }

    /** The fix for an error within one script. */
    static String ofScript(FlywayException exception) {
        return byMessage(exception).orElse(SCRIPT);
    }

    /** The fix for errors that have no error code. */
    private static Optional<String> byMessage(FlywayException exception) {
        String words = String.valueOf(exception.getMessage());
        if (words.startsWith(UNREADABLE)) {
            return Optional.of(ENCODING);
        }
        if (words.contains(BOTH)) {
            return Optional.of(MIXED);
        }
        Matcher placeholder = PLACEHOLDER.matcher(words);
        return placeholder.find()
                ? Optional.of("set FLYWAY_PLACEHOLDERS_"
                        + placeholder.group(1).toUpperCase(Locale.ROOT)
                        + ", or FLYWAY_PLACEHOLDER_REPLACEMENT=false if it is not a placeholder")
                : Optional.empty();
    }

    static boolean isOfMissing(ErrorCode code) {
        return code == CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED
                || code == CoreErrorCode.APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED;
    }

    static String of(ErrorCode code) {
        return switch (code) {
            case CoreErrorCode.CHECKSUM_MISMATCH, CoreErrorCode.DESCRIPTION_MISMATCH, CoreErrorCode.TYPE_MISMATCH ->
                "restore the script as it was applied and move the change to a new one; or, if both have the same"
                        + " effect, run init-migrator repair";
            case CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED,
                    CoreErrorCode.APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED ->
                "restore the script in the bundle; or, if it was removed on purpose, run init-migrator repair";
            case CoreErrorCode.RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED,
                    CoreErrorCode.RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED ->
                "give the script a version above the current one, or set FLYWAY_OUT_OF_ORDER=true";
            case CoreErrorCode.FAILED_VERSIONED_MIGRATION, CoreErrorCode.FAILED_REPEATABLE_MIGRATION -> FAILED;
            case CoreErrorCode.DUPLICATE_VERSIONED_MIGRATION, CoreErrorCode.DUPLICATE_REPEATABLE_MIGRATION -> DUPLICATE;
            case CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE -> NO_HISTORY;
            default -> GENERAL;
        };
    }
}
