/**
 * PostgreSQL's and psql's lexical rules: cuts a script into tokens and statements.
 *
 * <p>Never fails: what is never closed ends with the script.
 */
@NullMarked
package io.initmigrator.lint.sql;

import org.jspecify.annotations.NullMarked;
