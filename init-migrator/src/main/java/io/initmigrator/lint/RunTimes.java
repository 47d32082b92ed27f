package io.initmigrator.lint;

import io.initmigrator.lint.rules.Findings.RunTime;
import io.initmigrator.schema.ScriptDirectives;
import java.util.ArrayList;
import java.util.List;

/** Finds the scripts that run after the rollout: the last versions that all say so, and repeatable ones that say so. */
final class RunTimes {

    private RunTimes() {}

    /**
     * Returns the time of each script.
     *
     * @param scripts in order
     * @param apart whether each belongs to a release of its own, so that none prevents another
     */
    static List<RunTime> of(List<Script> scripts, List<String> texts, boolean apart) {
        List<RunTime> times = new ArrayList<>();
        boolean prevented = false;
        for (int i = scripts.size() - 1; i >= 0; i--) {
            boolean repeatable = scripts.get(i).isRepeatable();
            boolean declared = ScriptDirectives.of(texts.get(i).lines()).isAfterRollout();
            prevented |= !declared && !repeatable && !apart;
            times.addFirst(
                    !declared
                            ? RunTime.DURING_ROLLOUT
                            : prevented && !repeatable ? RunTime.PREVENTED : RunTime.AFTER_ROLLOUT);
        }
        return times;
    }
}
