package io.initmigrator.migration;

import io.initmigrator.schema.Problem;

/**
 * A script that should run after the rollout, and has to run now because a later script is pending that must not be deferred.
 *
 * @param script its name
 * @param later name of that script
 * @param isKnown true if an earlier release was deployed with it, whose rollout is over unless two overlap
 */
public record NotDeferrable(String script, String later, boolean isKnown) {

    /** The consequence, and the fix if it is refused. */
    public Problem problem() {
        return new Problem(
                script + " is declared after-rollout, but has to run before " + later + ": "
                        + (isKnown
                                ? "an earlier release deferred it, and it was not run since"
                                : "no earlier release had it, so it runs beside a version that it may break"),
                "deploy the release with " + script
                        + " first, run init-migrator migrate --deferred after its rollout, or set"
                        + " MIGRATOR_WHEN_NOT_DEFERRABLE=warn");
    }
}
