package io.initmigrator.demo;

import java.util.ArrayList;
import java.util.List;

/** Checks whether a rollout met its promises. */
final class Verdict {

    private static final int MAX_STATEMENTS_ON_THE_FAST_PATH = 2;

    private final RolloutStory story;
    private final List<String> errors = new ArrayList<>();

    private Verdict(RolloutStory story) {
        this.story = story;
    }

    /** Describes every violated promise; empty if there is none. */
    static List<String> faults(RolloutStory story) {
        Verdict verdict = new Verdict(story);
        verdict.judgeEnds();
        verdict.judgeLeaders();
        if (!story.scene().hasWork()) {
            verdict.judgeFastPath();
        }
        return verdict.errors;
    }

    private void judgeEnds() {
        for (PodTimeline pod : story.pods()) {
            expect(
                    pod.result().exitCode() == 0,
                    pod.part().pod() + " ended with exit " + pod.result().exitCode());
        }
    }

    private void judgeLeaders() {
        int expected = story.scene().hasWork() ? 1 : 0;
        int scripts = story.pods().stream().mapToInt(PodTimeline::scripts).sum();
        expect(story.leaders().size() == expected, story.leaders().size() + " pods migrated, not " + expected);
        expect(
                scripts == story.scene().scripts(),
                scripts + " scripts ran, not " + story.scene().scripts());
    }

    private void judgeFastPath() {
        for (PodTimeline pod : story.pods()) {
            expect(
                    pod.sessions().size() == 1 && pod.statements() <= MAX_STATEMENTS_ON_THE_FAST_PATH,
                    pod.part().pod() + " had nothing to do, yet opened "
                            + pod.sessions().size() + " sessions and sent " + pod.statements() + " statements");
        }
        expect(story.requests().orElse(0) == 0, "the Kubernetes API was asked although there was nothing to do");
    }

    private void expect(boolean right, String otherwise) {
        if (!right) {
            errors.add(otherwise);
        }
    }
}
