package io.initmigrator.command;

import io.initmigrator.coordination.Assessment;
import io.initmigrator.coordination.Backlog;
import io.initmigrator.coordination.FenceHolder;
import io.initmigrator.coordination.Migrations;
import io.initmigrator.coordination.PastRollout;
import io.initmigrator.coordination.ReadingSession;
import io.initmigrator.coordination.RolloutSettings.WhenInterrupted;
import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.Standing;
import java.util.List;
import java.util.Optional;

/**
 * The bundle beside the history.
 *
 * @param misfit why nothing would run, and what to do; empty where something would
 * @param backlog blank where the bundle is so that nobody can say what of it is pending
 * @param holder of the fence
 */
record Comparison(Optional<String> misfit, Backlog backlog, Optional<FenceHolder> holder) {

    /** @throws UnreachableException where the history cannot be read */
    static Comparison of(
            Migrations migrations, ReadingSession session, Bundle bundle, WhenInterrupted whenInterrupted) {
        Assessment assessment = migrations.assess(session, bundle);
        if (assessment instanceof Assessment.Misfit(String reason, String remedy)) {
            return new Comparison(
                    Optional.of(reason + "; " + remedy), asFarAsItGoes(migrations, session), session.fenceHolder());
        }
        Backlog backlog = isSuperseded(session, bundle, assessment)
                ? migrations.backlog(session).withNothingPending()
                : migrations.backlog(session);
        Optional<FenceHolder> holder = session.fenceHolder();
        return new Comparison(interrupted(session, holder, whenInterrupted), backlog, holder);
    }

    /** Whether a pod of this rollout would leave everything as a newer one has made it. */
    private static boolean isSuperseded(ReadingSession session, Bundle bundle, Assessment assessment) {
        if (!(assessment instanceof Assessment.Pending)) {
            return false;
        }
        Look look;
        try {
            look = session.look(bundle);
        } catch (UnreachableException replica) {
            return false; // Of which only the history is asked.
        }
        return look.standing() instanceof Standing.Ahead
                || PastRollout.superseded(look, assessment, Optional.empty()).isPresent();
    }

    /** While somebody holds the fence, it may be running; and what is to be run again is merely pending. */
    private static Optional<String> interrupted(
            ReadingSession session, Optional<FenceHolder> holder, WhenInterrupted whenInterrupted) {
        return holder.isPresent() || whenInterrupted == WhenInterrupted.RETRY
                ? Optional.empty()
                : session.interrupted().map(script -> script.sentence() + "; " + script.remedy());
    }

    /** What keeps the tool from assessing may keep it from listing. */
    private static Backlog asFarAsItGoes(Migrations migrations, ReadingSession session) {
        try {
            return migrations.backlog(session);
        } catch (UnreachableException unreadable) {
            String recorded = session.recordedVersion().map(Object::toString).orElse("");
            return new Backlog("", recorded, List.of(), List.of());
        }
    }
}
