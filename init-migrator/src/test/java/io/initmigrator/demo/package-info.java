/** What {@code scripts/demo} plays: rollouts of a sample application, on real processes. */
package io.initmigrator.demo;
