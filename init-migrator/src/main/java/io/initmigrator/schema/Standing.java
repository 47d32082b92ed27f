package io.initmigrator.schema;

/** How the schema stands towards a bundle, as far as one cheap question to PostgreSQL can tell. */
public sealed interface Standing {

    /** Everything that the bundle carries is recorded, and nothing beyond it. */
    record Current(String version) implements Standing {}

    /**
     * Everything that the bundle carries is recorded, and something newer besides: a rollback, or a sibling rollout that
     * has gone further.
     *
     * @param version the recorded version
     * @param allowed whether every newer script says that it may run beside this bundle
     *     ({@code -- init-migrator: compatible-from=…})
     */
    record Ahead(String version, boolean allowed) implements Standing {}

    /**
     * Not known to hold the bundle: no receipt, or a doubt about it. Only Flyway can say more.
     *
     * @param reason for the log, such as {@code no receipt}
     */
    record Unverified(String reason) implements Standing {}
}
