/**
 * The command {@code lint}: finds the scripts of a bundle, decides which of them are checked, and shows the result as text, JSON,
 * SARIF, workflow commands of GitHub or a Code Quality report of GitLab.
 *
 * <p>Begin with {@link io.initmigrator.command.lint.LintCommand}. Reads files and asks git; writes nothing, and needs neither a
 * database nor Flyway: file names are read by Flyway's default naming.
 */
@NullMarked
package io.initmigrator.command.lint;

import org.jspecify.annotations.NullMarked;
