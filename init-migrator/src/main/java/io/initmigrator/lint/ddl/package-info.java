/**
 * A shallow grammar of DDL: turns a statement into a {@link io.initmigrator.lint.ddl.Ddl}.
 *
 * <p>Never fails: what it does not understand is {@link io.initmigrator.lint.ddl.Ddl.Other}.
 */
@NullMarked
package io.initmigrator.lint.ddl;

import org.jspecify.annotations.NullMarked;
