package io.initmigrator.coordination;

import io.initmigrator.schema.SchemaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A leadership that is lost when the test says so, and tells the story of its end. */
final class StubLeadership implements Leadership {

    private final List<String> story;
    private final Loss loss = new Loss();
    private final List<String> predecessors = new ArrayList<>();
    private final List<Activity> reports = new ArrayList<>();
    private final List<String> recorded = new ArrayList<>();
    private int attempt = 1;
    private String lease = "";
    private Optional<Outcome> resigned = Optional.empty();

    StubLeadership(List<String> story) {
        this.story = story;
    }

    void predecessors(String... identities) {
        predecessors.addAll(List.of(identities));
    }

    void lease(String uid) {
        lease = uid;
    }

    @Override
    public String lease() {
        return lease;
    }

    void attempt(int number) {
        attempt = number;
    }

    void lose(String why) {
        loss.lose(why);
    }

    /** What it was resigned with. */
    Optional<Outcome> resigned() {
        return resigned;
    }

    List<Activity> reports() {
        return reports;
    }

    /** The versions that it was told of, oldest first. */
    List<String> recordedVersions() {
        return recorded;
    }

    @Override
    public List<String> predecessors() {
        return predecessors;
    }

    @Override
    public void report(Activity activity) {
        reports.add(activity);
    }

    @Override
    public void recorded(SchemaVersion version) {
        recorded.add(version.text());
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public void onLoss(Runnable action) {
        loss.onLoss(action);
    }

    @Override
    public Optional<String> loss() {
        return loss.reason();
    }

    @Override
    public void resign(Optional<Outcome> outcome) {
        story.add("resigned");
        resigned = outcome;
    }
}
