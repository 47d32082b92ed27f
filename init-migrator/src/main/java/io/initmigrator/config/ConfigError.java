package io.initmigrator.config;

import io.initmigrator.schema.Quotable;

/**
 * One thing wrong with the environment or the command line.
 *
 * @param subject name of the variable, or the word of the command line
 * @param problem what is wrong with it, such as {@code is "soon"}; never with a secret in it
 * @param remedy what to write instead
 */
public record ConfigError(String subject, String problem, String remedy) {

    /** A wrong value, unless it may be a connection string, with a password in whatever place. */
    static String quoted(String verb, String value) {
        return verb + (Quotable.is(value) ? " \"" + value + "\"" : " a value that is not shown");
    }

    public String sentence() {
        return subject + " " + problem + "; " + remedy;
    }
}
