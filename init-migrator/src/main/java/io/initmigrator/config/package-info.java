/**
 * From the environment and the command line to validated settings: the only room that knows the names of variables.
 *
 * <p>Guarantees that settings are complete and fit together, or that {@link io.initmigrator.config.SettingsException} lists
 * every fault at once; that no fault shows a secret; and that each room gets only the record that it owns. The environment is
 * read from a map, once; only credentials are read again, at each connect, because their files may be rotated.
 *
 * <p>Does not know what Flyway makes of its settings: {@code FLYWAY_*} is handed on by name, except for what would break
 * init-migrator's protocol, which is refused with the reason.
 */
@NullMarked
package io.initmigrator.config;

import org.jspecify.annotations.NullMarked;
