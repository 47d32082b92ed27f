package io.initmigrator.schema;

/** State of the schema relative to a bundle, as found by one cheap query. */
public sealed interface BundleState {

    /**
     * Everything in the bundle is recorded except for deferred scripts, and nothing beyond it.
     *
     * @param version the recorded version
     * @param enrolled true if this rollout is already recorded as started with the bundle, or need not be
     * @param deferred number of deferred scripts; 0 if they were not counted
     */
    record Current(String version, boolean enrolled, int deferred) implements BundleState {
        public Current(String version, boolean enrolled) {
            this(version, enrolled, 0);
        }

        public Current(String version) {
            this(version, true);
        }
    }

    /**
     * Everything in the bundle is recorded, and something newer: after a rollback, or beside a newer rollout.
     *
     * @param version the recorded version
     * @param allowed true if every newer script declares compatibility with this bundle ({@code -- init-migrator:
     *     compatible-from=…})
     * @param superseded true if no version is newer, only repeatable scripts or callbacks of a newer rollout
     * @param deferred number of deferred scripts; 0 if they were not counted
     */
    record Ahead(String version, boolean allowed, boolean superseded, int deferred) implements BundleState {
        public Ahead(String version, boolean allowed, boolean superseded) {
            this(version, allowed, superseded, 0);
        }

        public Ahead(String version, boolean allowed) {
            this(version, allowed, false);
        }
    }

    /**
     * Not known to contain the bundle: no receipt, or a doubtful one. Only Flyway can decide.
     *
     * @param reason for the log, such as {@code no receipt}
     * @param past past of this rollout according to the receipt
     */
    record Unverified(String reason, RolloutPast past) implements BundleState {
        public Unverified(String reason) {
            this(reason, RolloutPast.NEW);
        }
    }
}
