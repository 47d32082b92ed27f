package io.initmigrator.command;

import io.initmigrator.coordination.Assessment;
import io.initmigrator.coordination.Backlog;
import io.initmigrator.coordination.Migrations;
import io.initmigrator.coordination.ReadingSession;
import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.schema.Bundle;
import java.util.List;
import java.util.Optional;

/**
 * The bundle beside the history.
 *
 * @param misfit why they don't fit, and what to do; empty where they do
 * @param backlog blank where the bundle is so that nobody can say what of it is pending
 */
record Comparison(Optional<String> misfit, Backlog backlog) {

    /** @throws UnreachableException where the history cannot be read */
    static Comparison of(Migrations migrations, ReadingSession session, Bundle bundle) {
        if (migrations.assess(session, bundle) instanceof Assessment.Misfit(String reason, String remedy)) {
            return new Comparison(Optional.of(reason + "; " + remedy), asFarAsItGoes(migrations, session));
        }
        return new Comparison(Optional.empty(), migrations.backlog(session));
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
