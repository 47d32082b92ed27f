package io.initmigrator.demo;

import io.initmigrator.demo.Scene.Part;
import io.initmigrator.support.ObservedSession;
import io.initmigrator.support.PodProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Describes the course of one pod of a rollout.
 *
 * @param sessions its PostgreSQL sessions, oldest first
 */
record PodTimeline(Part part, PodProcess.Result result, List<ObservedSession> sessions) {

    static PodTimeline of(Part part, PodProcess.Result result, List<ObservedSession> all) {
        String application = "init-migrator " + part.pod() + "_";
        List<ObservedSession> own = all.stream()
                .filter(session -> session.application().startsWith(application))
                // A pod that restarts has the same name as in an earlier rollout.
                .filter(session -> session.closed().isAfter(result.started()))
                .toList();
        return new PodTimeline(part, result, own);
    }

    Role role() {
        return Role.of(result, sessions);
    }

    int scripts() {
        return sessions.stream()
                .mapToInt(session -> session.scriptsRecorded().size())
                .sum();
    }

    int statements() {
        return sessions.stream()
                .mapToInt(session -> session.statements().size())
                .sum();
    }

    /** Returns the session in which the pod migrated. */
    Optional<ObservedSession> migration() {
        return sessions.stream()
                .filter(session -> !session.scriptsRecorded().isEmpty())
                .findFirst();
    }

    /** Returns how long the pod waited for its leader without a session: from the end of its first to the start of its last. */
    Optional<Duration> waited() {
        return role() == Role.FOLLOWER
                ? Optional.of(Duration.between(
                        sessions.getFirst().closed(), sessions.getLast().opened()))
                : Optional.empty();
    }

    boolean waitsAt(Instant moment) {
        return role() == Role.FOLLOWER
                && moment.isAfter(sessions.getFirst().closed())
                && moment.isBefore(sessions.getLast().opened());
    }

    boolean runsAt(Instant moment) {
        return !moment.isBefore(result.started()) && !moment.isAfter(result.ended());
    }
}
