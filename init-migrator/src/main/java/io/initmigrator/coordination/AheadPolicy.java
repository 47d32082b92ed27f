package io.initmigrator.coordination;

import io.initmigrator.coordination.RolloutSettings.WhenAhead;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.Standing;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether what PostgreSQL said is the end of the story. */
public final class AheadPolicy {

    /** How a rollout that was superseded has its bundle applied again: a new one is never known. */
    public static final String RESTART = "kubectl rollout restart, which applies this bundle again";


    private final WhenAhead whenAhead;
    private final Bundle bundle;
    private final Consumer<Notice> notices;

    AheadPolicy(WhenAhead whenAhead, Bundle bundle, Consumer<Notice> notices) {
        this.whenAhead = whenAhead;
        this.bundle = bundle;
        this.notices = notices;
    }

    /** The outcome that follows; empty where the schema is not known to hold the bundle. */
    Optional<Outcome> settle(Look look) {
        // No switch over types: a start with nothing to do ends here, and the switch would cost more than the rest.
        if (look.standing() instanceof Standing.Current(String version, boolean enrolled)) {
            notices.accept(new Notice.SchemaCurrent(version));
            return Optional.of(new Outcome.Ready(version, 0));
        }
        return look.standing() instanceof Standing.Ahead ahead ? Optional.of(settle(ahead)) : Optional.empty();
    }

    Outcome settle(Standing.Ahead ahead) {
        boolean start = switch (whenAhead) {
            case START -> true;
            case FAIL -> false;
            case COMPATIBLE -> ahead.allowed();
        };
        if (start) {
            notices.accept(new Notice.SchemaAhead(ahead.version(), ahead.superseded()));
            return new Outcome.Ready(ahead.version(), 0);
        }
        if (ahead.superseded()) {
            return new Outcome.Misfit(
                    "a newer rollout has replaced repeatable scripts or callbacks of the bundle in " + bundle.location(),
                    "deploy the newer image, or run kubectl rollout restart to apply this bundle again, or set"
                            + " MIGRATOR_WHEN_AHEAD=start");
        }
        String reason = "the schema is at version " + ahead.version() + ", ahead of the bundle in " + bundle.location();
        return whenAhead == WhenAhead.FAIL
                ? new Outcome.Misfit(
                        reason, "deploy an image that carries the newer migrations, or set MIGRATOR_WHEN_AHEAD=start")
                : new Outcome.Misfit(
                        reason + ", and not every newer script allows that",
                        "deploy an image that carries the newer migrations, or declare"
                                + " \"-- init-migrator: compatible-from=<version>\" in the newer scripts");
    }
}
