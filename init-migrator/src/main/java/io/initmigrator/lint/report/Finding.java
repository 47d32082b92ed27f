package io.initmigrator.lint.report;

/**
 * Something in a script that hurts on a live database.
 *
 * @param line of the script, from 1
 * @param reason what happens
 * @param remedy what to do instead
 */
public record Finding(Rule rule, int line, String reason, String remedy) {

    public Severity severity() {
        return rule.severity();
    }
}
