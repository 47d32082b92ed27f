/** Rollouts of a sample application on real processes, as played by {@code scripts/demo}. */
package io.initmigrator.demo;
