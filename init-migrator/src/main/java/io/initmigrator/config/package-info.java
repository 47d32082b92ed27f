/**
 * Reads the environment and the command line into validated settings; the only package that knows the names of variables.
 *
 * <p>Guarantees that settings are complete and consistent, or that {@link io.initmigrator.config.SettingsException} lists all
 * errors; that no error shows a secret; and that each package gets only its own record. The environment is read from a map, once;
 * only credentials are read again, at each connect, because their files may be rotated.
 *
 * <p>Does not validate Flyway's settings: {@code FLYWAY_*} is passed on by name, except for settings that would break
 * init-migrator's protocol, which are refused with the reason.
 */
@NullMarked
package io.initmigrator.config;

import org.jspecify.annotations.NullMarked;
