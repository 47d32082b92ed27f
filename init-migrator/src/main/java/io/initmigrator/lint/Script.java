package io.initmigrator.lint;

import java.util.function.Supplier;

/**
 * A script under review.
 *
 * @param name its name
 * @param sql its text, asked for once
 * @param inTransaction whether it is going to be run in a transaction
 * @param isRepeatable whether it has no version
 */
public record Script(String name, Supplier<String> sql, boolean inTransaction, boolean isRepeatable) {}
