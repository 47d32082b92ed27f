package io.initmigrator.rollout;

import io.initmigrator.election.Leadership;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.WaitReporter;
import io.initmigrator.fence.SessionActivity;
import io.initmigrator.fence.SessionActivityListener;
import io.initmigrator.schema.ScriptProgress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reports the progress of the running script: changes immediately, everything else every ten seconds. */
final class ScriptProgressReporter implements SessionActivityListener {

    private final RolloutContext context;
    private final Leadership leadership;
    private @Nullable ScriptProgress last;
    private @Nullable ScriptProgress running;
    private @Nullable ScriptProgress askedFor;
    private Duration since = Duration.ZERO;
    private Duration reportedAt = Duration.ZERO;
    private SessionActivity lastActivity = SessionActivity.NONE;
    private String blockers = "";

    ScriptProgressReporter(RolloutContext context, Leadership leadership) {
        this.context = context;
        this.leadership = leadership;
    }

    synchronized void started(ScriptProgress progress) {
        last = progress;
        running = progress;
        since = context.time().elapsed();
        reportedAt = since;
        lastActivity = SessionActivity.NONE;
        blockers = "";
        leadership.report(LeaderProgress.started(progress));
        context.publish(new RolloutEvent.ScriptStarted(progress));
    }

    /** The script has ended; later observations are ignored. */
    synchronized void ended() {
        running = null;
    }

    /** The script was rolled back because of another session, and waits for its retry. */
    synchronized void backedOff(String conflict) {
        if (last != null) {
            leadership.report(new LeaderProgress(last.toString(), "retrying after " + conflict, blockers));
        }
    }

    /** Sessions last seen blocking the last script; empty if none was seen. */
    synchronized String blockers() {
        return blockers;
    }

    /** True only for a script that was already running at the previous call: most end before they could be observed. */
    @Override
    public synchronized boolean requestUpdate() {
        boolean lasts = running != null && running.equals(askedFor);
        askedFor = running;
        return lasts;
    }

    @Override
    public synchronized void onActivity(SessionActivity activity) {
        if (running == null || !running.equals(askedFor)) {
            return;
        }
        Duration now = context.time().elapsed();
        leadership.report(new LeaderProgress(running.toString(), detail(now, activity), activity.blockedBy()));
        if (!activity.blockers().isEmpty()) {
            blockers = activity.blockedBy();
        }
        if (!activity.isLike(lastActivity) || now.minus(reportedAt).compareTo(WaitReporter.INTERVAL) >= 0) {
            reportedAt = now;
            context.publish(new RolloutEvent.ScriptRunning(running, now.minus(since), activity));
        }
        lastActivity = activity;
    }

    private String detail(Duration now, SessionActivity activity) {
        String index = activity.indexProgress();
        return now.minus(since).toSeconds() + " s" + (index.isEmpty() ? "" : ", " + index);
    }
}
