package io.initmigrator.election;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.schema.SchemaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Provides a leadership that is lost when the test decides, and records its calls in {@code calls}. */
public final class StubLeadership implements Leadership {

    private final List<String> calls;
    private final LeadershipLoss loss = new LeadershipLoss();
    private Predecessors predecessors = Predecessors.NONE;
    private final List<LeaderProgress> reports = new ArrayList<>();
    private final List<String> recorded = new ArrayList<>();
    private List<String> deferred = List.of();
    private int attempt = 1;
    private boolean refusedBefore;
    private String lease = "";
    private Optional<Outcome> resigned = Optional.empty();

    public StubLeadership(List<String> calls) {
        this.calls = calls;
    }

    public void predecessors(String... identities) {
        predecessors = new Predecessors(List.of(identities));
    }

    public void lease(String uid) {
        lease = uid;
    }

    @Override
    public String lease() {
        return lease;
    }

    public void attempt(int number) {
        attempt = number;
    }

    public void refusedBefore() {
        refusedBefore = true;
    }

    @Override
    public boolean isRefusedBefore() {
        return refusedBefore;
    }

    public void lose(String why) {
        loss.lose(why);
    }

    /** Returns the outcome that was passed to {@code resign}. */
    public Optional<Outcome> resigned() {
        return resigned;
    }

    public List<LeaderProgress> reports() {
        return reports;
    }

    /** Returns the reported versions, oldest first. */
    public List<String> recordedVersions() {
        return recorded;
    }

    @Override
    public Predecessors predecessors() {
        return predecessors;
    }

    @Override
    public void report(LeaderProgress activity) {
        reports.add(activity);
    }

    @Override
    public void recorded(SchemaVersion version) {
        recorded.add(version.text());
    }

    @Override
    public void deferred(List<String> scripts) {
        deferred = scripts;
    }

    /** Returns the scripts that were deferred at the end. */
    public List<String> deferredScripts() {
        return deferred;
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
        calls.add("resigned");
        resigned = outcome;
    }
}
