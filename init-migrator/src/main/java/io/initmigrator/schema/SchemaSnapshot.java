package io.initmigrator.schema;

import java.time.Instant;

/**
 * State of the database at one time.
 *
 * @param state state of the schema relative to the bundle
 * @param databaseTime PostgreSQL's clock at that time, the only clock that all pods share
 */
public record SchemaSnapshot(BundleState state, Instant databaseTime) {}
