package io.initmigrator.demo;

import java.util.ArrayList;
import java.util.List;

/** Checks whether a rollout met its promises. */
final class Verdict {

    private static final int MAX_STATEMENTS_ON_THE_FAST_PATH = 2;

    private final RolloutReport report;
    private final List<String> errors = new ArrayList<>();

    private Verdict(RolloutReport report) {
        this.report = report;
    }

    /** Describes every violated promise; empty if there is none. */
    static List<String> faults(RolloutReport report) {
        Verdict verdict = new Verdict(report);
        verdict.judgeEnds();
        verdict.judgeLeaders();
        if (!report.scene().hasWork()) {
            verdict.judgeFastPath();
        }
        return verdict.errors;
    }

    private void judgeEnds() {
        for (PodTimeline pod : report.pods()) {
            expect(
                    pod.result().exitCode() == 0,
                    pod.part().pod() + " ended with exit " + pod.result().exitCode());
        }
    }

    private void judgeLeaders() {
        int expected = report.scene().hasWork() ? 1 : 0;
        int scripts = report.pods().stream().mapToInt(PodTimeline::scripts).sum();
        expect(report.leaders().size() == expected, report.leaders().size() + " pods migrated, not " + expected);
        expect(
                scripts == report.scene().scripts(),
                scripts + " scripts ran, not " + report.scene().scripts());
    }

    private void judgeFastPath() {
        for (PodTimeline pod : report.pods()) {
            expect(
                    pod.sessions().size() == 1 && pod.statements() <= MAX_STATEMENTS_ON_THE_FAST_PATH,
                    pod.part().pod() + " had nothing to do, yet opened "
                            + pod.sessions().size() + " sessions and sent " + pod.statements() + " statements");
        }
        expect(report.requests().orElse(0) == 0, "the Kubernetes API was asked although there was nothing to do");
    }

    private void expect(boolean right, String otherwise) {
        if (!right) {
            errors.add(otherwise);
        }
    }
}
