/**
 * The checks behind each {@link io.initmigrator.lint.report.Rule}, grouped by what they look at.
 */
@NullMarked
package io.initmigrator.lint.rules;

import org.jspecify.annotations.NullMarked;
