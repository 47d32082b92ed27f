package io.initmigrator.schema;

import java.time.Instant;

/**
 * One look at the database.
 *
 * @param state how the schema stands towards the bundle
 * @param databaseTime PostgreSQL's clock at that moment: the only clock that all pods share
 */
public record SchemaSnapshot(BundleState state, Instant databaseTime) {}
