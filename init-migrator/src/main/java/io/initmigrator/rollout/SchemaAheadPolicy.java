package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.SchemaSnapshot;
import java.util.Optional;

/** Decides the outcome for a schema that is current or ahead of the bundle. */
public final class SchemaAheadPolicy {

    private final WhenAhead whenAhead;
    private final boolean deferring;
    private final Bundle bundle;
    private final RolloutListener listener;

    public SchemaAheadPolicy(RolloutSettings settings, Bundle bundle, RolloutListener listener) {
        this.whenAhead = settings.whenAhead();
        this.deferring = settings.deferring();
        this.bundle = bundle;
        this.listener = listener;
    }

    /** Returns the outcome; empty if the schema is not known to contain the bundle. */
    Optional<Outcome> evaluate(SchemaSnapshot snapshot) {
        // Hot path, see docs/startup.md.
        if (snapshot.state() instanceof BundleState.Current current) {
            if (hasWork(current)) {
                return Optional.empty();
            }
            listener.onEvent(new RolloutEvent.SchemaCurrent(current.version()));
            return Optional.of(new Outcome.Ready(current.version(), 0));
        }
        return snapshot.state() instanceof BundleState.Ahead ahead && !hasWork(ahead)
                ? Optional.of(evaluate(ahead))
                : Optional.empty();
    }

    /** After a rollout its deferred scripts run. */
    boolean hasWork(BundleState.Current current) {
        return current.deferred() > 0 && !deferring;
    }

    /** After a rollout its deferred scripts run, although another one has replaced what is repeatable, and may have been undone. */
    private boolean hasWork(BundleState.Ahead ahead) {
        return ahead.superseded() && ahead.deferred() > 0 && !deferring;
    }

    /** Returns {@link Outcome.Ready}, or {@link Outcome.SchemaMismatch} if the pod may not start. */
    public Outcome evaluate(BundleState.Ahead ahead) {
        boolean start = switch (whenAhead) {
            case START -> true;
            case FAIL -> false;
            case COMPATIBLE -> ahead.allowed();
        };
        if (start) {
            listener.onEvent(new RolloutEvent.SchemaAhead(ahead.version(), ahead.superseded()));
            return new Outcome.Ready(ahead.version(), 0);
        }
        if (ahead.superseded()) {
            return new Outcome.SchemaMismatch(
                    "a newer rollout has replaced repeatable scripts or callbacks of the bundle in "
                            + bundle.location(),
                    "deploy the newer image, or run kubectl rollout restart to apply this bundle again, or set"
                            + " MIGRATOR_WHEN_AHEAD=start");
        }
        String reason = "the schema is at version " + ahead.version() + ", ahead of the bundle in " + bundle.location();
        return whenAhead == WhenAhead.FAIL
                ? new Outcome.SchemaMismatch(
                        reason, "deploy an image that carries the newer migrations, or set MIGRATOR_WHEN_AHEAD=start")
                : new Outcome.SchemaMismatch(
                        reason + ", and not every newer script allows that",
                        "deploy an image that carries the newer migrations, or declare"
                                + " \"-- init-migrator: compatible-from=<version>\" in the newer scripts");
    }
}
