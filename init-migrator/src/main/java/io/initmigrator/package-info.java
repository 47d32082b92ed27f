/** The entry point. It depends on all packages, and none depends on it. */
@NullMarked
package io.initmigrator;

import org.jspecify.annotations.NullMarked;
