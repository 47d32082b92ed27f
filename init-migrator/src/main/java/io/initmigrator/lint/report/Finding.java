package io.initmigrator.lint.report;

/**
 * Something in a script that harms a live database, or fails.
 *
 * @param line of the script, from 1
 * @param column of that line, from 1
 * @param reason the consequence
 * @param remedy what to do instead
 */
public record Finding(Rule rule, Severity severity, int line, int column, String reason, String remedy) {}
