/**
 * Analyzes the effect of a migration script on a live PostgreSQL: which locks it takes, whether it can run in a transaction, and
 * which of its statements harm the old version of the application while that is running.
 *
 * <p>Begin with {@link io.initmigrator.lint.Linter}. Works on text alone: no database, no library, no I/O. Each package below
 * sees only those after it: {@code rules} (the checks), {@code analysis} (the schema so far, locks), {@code ddl} (the grammar),
 * {@code sql} (tokens and statements) and {@code report} (results).
 *
 * <p>Guarantees: never refuses a script and never calls it wrong. Scripts are cut into statements by PostgreSQL's and psql's
 * lexical rules (dollar quotes, nested comments, {@code E''} strings, {@code COPY … FROM STDIN} data, {@code BEGIN ATOMIC}
 * bodies, meta-commands), DDL is then read by a shallow grammar, and what is not understood counts as harmless. Memory is
 * bounded by the longest statement.
 *
 * <p>Doesn't see: SQL that is put together at run time ({@code EXECUTE}, what a called function does), what a Flyway
 * placeholder stands for, and what the schema got from elsewhere than the scripts it was shown. Reads take no lock worth
 * telling ({@code ACCESS SHARE}) and aren't listed.
 */
@NullMarked
package io.initmigrator.lint;

import org.jspecify.annotations.NullMarked;
