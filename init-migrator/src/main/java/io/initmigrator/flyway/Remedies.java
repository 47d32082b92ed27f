package io.initmigrator.flyway;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.ErrorCode;
import org.flywaydb.core.api.FlywayException;

/** What a person can do about what Flyway refuses. */
final class Remedies {

    static final String EMPTY =
            "put the migrations there, check how they are mounted and that their names are as Flyway"
                    + " wants them, such as V1__create_users.sql, or set MIGRATOR_WHEN_EMPTY=skip";
    static final String NO_HISTORY =
            "set FLYWAY_BASELINE_ON_MIGRATE=true and FLYWAY_BASELINE_VERSION to the version that"
                    + " the schema is at, or give the application a schema of its own";
    static final String FAILED =
            "undo by hand what the script left half done, then run init-migrator repair and deploy again";
    static final String VERSION = "write a version there, such as 12, or take the comment away";
    static final String MIXTURE = "roll that script out on its own, or set FLYWAY_GROUP=false";
    static final String TIMEOUT = "write off, or a duration such as 500ms, 30s or 1h, or remove the comment";
    static final String GENERAL = "make the scripts and the history agree, then deploy again";

    private static final String SCRIPT = "correct the script";
    private static final String MIXED =
            "put what cannot run in a transaction into a script of its own, or set FLYWAY_MIXED=true";
    private static final String DUPLICATE = "give each a version of its own, or take the one away that is too many";
    private static final String ENCODING =
            "save the script as UTF-8, or set FLYWAY_ENCODING to what it is written in, such as ISO-8859-1";

    /** Flyway has no code of its own for these either. */
    private static final String UNREADABLE = "Unable to calculate checksum";

    private static final String BOTH = "Detected both transactional and non-transactional statements";

    private static final Pattern PLACEHOLDER = Pattern.compile("No value provided for placeholder: \\$\\{([\\w.-]+)}");

    private Remedies() {}

    static String of(FlywayException exception) {
        return byMessage(exception).orElseGet(() -> of(exception.getErrorCode()));
    }

    /** The same for a fault within one script. */
    static String ofScript(FlywayException exception) {
        return byMessage(exception).orElse(SCRIPT);
    }

    /** Flyway has no code of its own for a placeholder without a value. */
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
                        + ", or FLYWAY_PLACEHOLDER_REPLACEMENT=false where that is no placeholder")
                : Optional.empty();
    }

    static String of(ErrorCode code) {
        return switch (code) {
            case CoreErrorCode.CHECKSUM_MISMATCH, CoreErrorCode.DESCRIPTION_MISMATCH, CoreErrorCode.TYPE_MISMATCH ->
                "restore the script as it was applied and put the change into a new one; or, where both do the same, run"
                        + " init-migrator repair";
            case CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED,
                    CoreErrorCode.APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED ->
                "put the script back into the bundle; or, where it was removed on purpose, run init-migrator repair";
            case CoreErrorCode.RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED,
                    CoreErrorCode.RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED ->
                "give the script a version above the recorded one, or set FLYWAY_OUT_OF_ORDER=true";
            case CoreErrorCode.FAILED_VERSIONED_MIGRATION, CoreErrorCode.FAILED_REPEATABLE_MIGRATION -> FAILED;
            case CoreErrorCode.DUPLICATE_VERSIONED_MIGRATION, CoreErrorCode.DUPLICATE_REPEATABLE_MIGRATION -> DUPLICATE;
            case CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE -> NO_HISTORY;
            default -> GENERAL;
        };
    }
}
