package io.initmigrator.schema;

/**
 * A script that runs after the rollout, as the schema history would record it.
 *
 * @param script its name
 * @param checksum of its content, as Flyway computes it
 */
public record DeferredScript(String script, int checksum) {}
