package io.initmigrator.coordination;

import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.wait.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Turns without Kubernetes: whoever gets the fence leads; the others try it again with jitter and hold nothing in between. For
 * docker, compose and Jobs.
 */
public final class FenceTurns implements Turns {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Candidate pod;
    private final Backoff backoff;
    private final WaitReport report;

    public FenceTurns(Candidate pod) {
        this.pod = pod;
        this.backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, pod.random());
        this.report = new WaitReport(pod.time(), pod::tell);
    }

    @Override
    public Turn next() throws InterruptedException {
        Session session = pod.database().open();
        pod.stop().cuts(session::abort);
        Optional<Turn> turn = Optional.empty();
        try {
            turn = tryOnce(session);
        } catch (SessionLostException lost) {
            pod.tell(new Notice.ProbeLost(String.valueOf(lost.getMessage())));
        } finally {
            if (!(turn.orElse(null) instanceof Lead)) {
                pod.stop().cutsNothing();
                session.close();
            }
        }
        return turn.isPresent() ? turn.get() : askLater();
    }

    private Turn askLater() throws InterruptedException {
        if (pod.deadline().hasPassed()) {
            return new Stop(new Outcome.DeadlinePassed(
                    "the fence; the session that tried it was lost",
                    pod.deadline().waited()));
        }
        pod.time().sleep(pod.deadline().atMost(backoff.next()));
        return new Ask();
    }

    @Override
    public void close() {
        // Nothing is held between two tries.
    }

    private Optional<Turn> tryOnce(Session session) {
        return switch (session.tryFence()) {
            case FenceAttempt.Taken(Fence fence) -> {
                pod.tell(new Notice.Elected(""));
                yield Optional.of(new Lead(new Unshared(), Optional.of(new FencedSession(session, fence))));
            }
            case FenceAttempt.Held(FenceHolder holder) -> {
                if (pod.deadline().hasPassed()) {
                    yield Optional.of(new Stop(new Outcome.DeadlinePassed(
                            "the fence, held by " + holder.sentence(),
                            pod.deadline().waited())));
                }
                report.maybe(holder.pid(), waited -> new Notice.WaitingForFence(holder, waited));
                yield Optional.empty();
            }
        };
    }

    /** Leadership that is the fence itself: nobody to tell, nothing to lose but the session. */
    private static final class Unshared implements Leadership {

        @Override
        public String lease() {
            return "";
        }

        @Override
        public List<String> predecessors() {
            return List.of();
        }

        @Override
        public void report(Activity activity) {
            // No sibling can see it.
        }

        @Override
        public void recorded(SchemaVersion version) {
            // No sibling can see it.
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public void onLoss(Runnable action) {
            // Lost only with the session, which notices by itself.
        }

        @Override
        public Optional<String> loss() {
            return Optional.empty();
        }

        @Override
        public void resign(Optional<Outcome> outcome) {
            // Closing the session was all.
        }
    }
}
