package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.fence.Database;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.SchemaSnapshot;
import java.util.Optional;

/** Compares a snapshot of the schema with the bundle, with which every start begins. */
public final class SchemaCheck {

    private final Database database;
    private final Bundle bundle;
    private final SchemaAheadPolicy aheadPolicy;

    /** @param listener receives the event of a schema that is current or ahead */
    public SchemaCheck(Database database, Bundle bundle, RolloutSettings settings, RolloutListener listener) {
        this.database = database;
        this.bundle = bundle;
        this.aheadPolicy = new SchemaAheadPolicy(settings, bundle, listener);
    }

    /** Returns whether nothing is left to do, nor to be recorded: then {@link #evaluate} returns the outcome. */
    public boolean isComplete(SchemaSnapshot snapshot) {
        return snapshot.state() instanceof BundleState.Current current
                && current.enrolled()
                && !aheadPolicy.hasWork(current);
    }

    /** Publishes and returns the outcome; empty if the schema is not known to contain the bundle. */
    public Optional<Outcome> evaluate(SchemaSnapshot snapshot) {
        return aheadPolicy.evaluate(snapshot);
    }

    SchemaAheadPolicy aheadPolicy() {
        return aheadPolicy;
    }

    /**
     * Records the first start of a rollout whose bundle is already applied, so that a pod that restarts later is recognised as
     * belonging to an older rollout.
     *
     * @return false if a migration is running, after which the schema may no longer match the bundle
     */
    boolean enrol(SchemaSnapshot snapshot) throws InterruptedException {
        return !(snapshot.state() instanceof BundleState.Current current)
                || current.enrolled()
                || database.enrol(bundle);
    }
}
