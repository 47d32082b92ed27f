package io.initmigrator.schema;

/** How the schema stands towards a bundle, as far as one cheap question to PostgreSQL can tell. */
public sealed interface BundleState {

    /**
     * Everything that the bundle carries is recorded, and nothing beyond it.
     *
     * @param version the recorded version
     * @param enrolled whether this rollout needs not be written down any more as one that has started with the bundle
     */
    record Current(String version, boolean enrolled) implements BundleState {
        public Current(String version) {
            this(version, true);
        }
    }

    /**
     * Everything that the bundle carries was recorded, and something newer since: a rollback, or a sibling rollout that
     * has gone further.
     *
     * @param version the recorded version
     * @param allowed whether every newer script says that it may run beside this bundle
     *     ({@code -- init-migrator: compatible-from=…})
     * @param superseded whether no version is newer: a newer rollout has repeatable scripts or callbacks of its own
     */
    record Ahead(String version, boolean allowed, boolean superseded) implements BundleState {
        public Ahead(String version, boolean allowed) {
            this(version, allowed, false);
        }
    }

    /**
     * Not known to hold the bundle: no receipt, or a doubt about it. Only Flyway can say more.
     *
     * @param reason for the log, such as {@code no receipt}
     * @param past what the receipt says of this rollout
     */
    record Unverified(String reason, RolloutPast past) implements BundleState {
        public Unverified(String reason) {
            this(reason, RolloutPast.NEW);
        }
    }
}
