package io.initmigrator.simulation;

import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import java.util.List;

/**
 * Describes the scripts of a world.
 *
 * @param unprotected how many of a thousand scripts are not transactional
 * @param kinds of the others, each as likely
 * @param whenInterrupted setting of every pod
 */
record ScriptKinds(int unprotected, List<ScriptKind> kinds, WhenInterrupted whenInterrupted) {

    /** All scripts are transactional. */
    static final ScriptKinds PROTECTED = new ScriptKinds(0, List.of(), WhenInterrupted.FAIL);

    private static final List<ScriptKind> UNPROTECTED =
            List.of(ScriptKind.INDEXES, ScriptKind.IDEMPOTENT, ScriptKind.MANUAL, ScriptKind.COMMITTING);

    private static final List<ScriptKind> UNDONE_BY_REPAIR =
            UNPROTECTED.stream().filter(ScriptKind::isUndoneByRepair).toList();

    /** Generates half of the worlds without unprotected scripts; {@code retry} is set only if a repair undoes all of them. */
    static ScriptKinds random(VirtualScheduler world) {
        if (world.chance(500)) {
            return PROTECTED;
        }
        int unprotected = (int) world.between(200, 900);
        if (world.chance(600)) {
            return new ScriptKinds(unprotected, UNPROTECTED, WhenInterrupted.FAIL);
        }
        return new ScriptKinds(
                unprotected, UNDONE_BY_REPAIR, world.chance(600) ? WhenInterrupted.RETRY : WhenInterrupted.FAIL);
    }

    ScriptKind next(VirtualScheduler world) {
        return world.chance(unprotected) ? kinds.get(world.random().nextInt(kinds.size())) : ScriptKind.TRANSACTIONAL;
    }
}
