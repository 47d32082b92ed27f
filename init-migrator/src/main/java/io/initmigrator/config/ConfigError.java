package io.initmigrator.config;

import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Quotable;

/**
 * One error in the environment or the command line.
 *
 * @param subject name of the variable, or the word of the command line
 * @param problem what is wrong with it, such as {@code is "soon"}, and the fix
 */
public record ConfigError(String subject, Problem problem) {

    /** Quotes an invalid value, unless it may be a connection string that contains a password. */
    static String quoted(String verb, String value) {
        return verb + (Quotable.is(value) ? " \"" + value + "\"" : " a value that is not shown");
    }

    public String sentence() {
        return subject + " " + problem;
    }
}
