package io.initmigrator.lint.sql;

/**
 * A place in a script.
 *
 * @param line from 1
 * @param column of that line, from 1
 */
public record Place(int line, int column) {}
