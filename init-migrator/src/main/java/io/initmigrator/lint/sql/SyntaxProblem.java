package io.initmigrator.lint.sql;

/**
 * Something that PostgreSQL refuses to parse.
 *
 * @param message in PostgreSQL's words
 */
public record SyntaxProblem(Place place, String message) {}
