/** The entry point: knows every room, and none knows it. */
@NullMarked
package io.initmigrator;

import org.jspecify.annotations.NullMarked;
