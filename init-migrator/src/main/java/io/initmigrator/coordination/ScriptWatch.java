package io.initmigrator.coordination;

import io.initmigrator.schema.Progress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a leader knows of the script that it runs, and tells of it: at once what changes, and the rest every ten seconds. */
final class ScriptWatch implements Spectator {

    private final Pod pod;
    private final Leadership leadership;
    private @Nullable Progress last;
    private @Nullable Progress running;
    private @Nullable Progress askedFor;
    private Duration since = Duration.ZERO;
    private Duration told = Duration.ZERO;
    private Sighting seen = Sighting.NOTHING;
    private String blockers = "";

    ScriptWatch(Pod pod, Leadership leadership) {
        this.pod = pod;
        this.leadership = leadership;
    }

    synchronized void started(Progress progress) {
        last = progress;
        running = progress;
        since = pod.time().elapsed();
        told = since;
        seen = Sighting.NOTHING;
        blockers = "";
        leadership.report(Activity.beginning(progress));
        pod.tell(new Notice.ScriptStarted(progress));
    }

    /** No script runs any more; what is seen from now on is of no interest. */
    synchronized void ended() {
        running = null;
    }

    /** It ran into a lock timeout, and waits before it is tried again. */
    synchronized void gaveWay() {
        if (last != null) {
            leadership.report(new Activity(last.toString(), "gave way to a lock", blockers));
        }
    }

    /** Who was in the way of the last script, as last seen; empty where nobody was seen. */
    synchronized String blockers() {
        return blockers;
    }

    /** Only about a script that was running already when it was asked before: most are over before anybody could look. */
    @Override
    public synchronized boolean isCurious() {
        boolean lasts = running != null && running.equals(askedFor);
        askedFor = running;
        return lasts;
    }

    @Override
    public synchronized void saw(Sighting sighting) {
        if (running == null || !running.equals(askedFor)) {
            return;
        }
        Duration now = pod.time().elapsed();
        leadership.report(new Activity(running.toString(), detail(now, sighting), sighting.blockedBy()));
        if (!sighting.blockers().isEmpty()) {
            blockers = sighting.blockedBy();
        }
        if (!sighting.isLike(seen) || now.minus(told).compareTo(WaitReport.EVERY) >= 0) {
            told = now;
            pod.tell(new Notice.ScriptRunning(running, now.minus(since), sighting));
        }
        seen = sighting;
    }

    private String detail(Duration now, Sighting sighting) {
        String index = sighting.indexProgress();
        return now.minus(since).toSeconds() + " s" + (index.isEmpty() ? "" : ", " + index);
    }
}
