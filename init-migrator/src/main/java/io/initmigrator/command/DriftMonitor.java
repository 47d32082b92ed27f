package io.initmigrator.command;

import io.initmigrator.core.BackgroundExecutor;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.Database;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.schema.SchemaDrift;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the objects that others have changed since the last migration, at most once in fifteen minutes. A reason not to know
 * their number is logged, once until it is another. Thread-safe.
 */
public final class DriftMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(DriftMonitor.class);
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    private final Database database;
    private final Consumer<OptionalInt> listener;
    private final BackgroundExecutor background;
    private final Time time;
    private Duration next = Duration.ZERO;
    private String lastReason = "";

    /** @param listener receives the number of objects; empty if it is not known */
    public DriftMonitor(Database database, Consumer<OptionalInt> listener, BackgroundExecutor background, Time time) {
        this.database = database;
        this.listener = listener;
        this.background = background;
        this.time = time;
    }

    /** Starts a comparison in the background if the last one is old. Never waits. */
    synchronized void refresh() {
        if (time.elapsed().compareTo(next) >= 0) {
            next = time.elapsed().plus(INTERVAL);
            var _ = background.start("drift", this::compare);
        }
    }

    private void compare() throws InterruptedException {
        try (ReadOnlySession session = database.read()) {
            switch (session.drift()) {
                case SchemaDrift.Compared compared -> known(compared.objects().size());
                case SchemaDrift.Unknown unknown -> unknown(unknown.problem().toString());
            }
        } catch (UnreachableException | SessionLostException e) {
            unknown(String.valueOf(e.getMessage()));
        }
    }

    private synchronized void known(int objects) {
        lastReason = "";
        listener.accept(OptionalInt.of(objects));
    }

    private synchronized void unknown(String reason) {
        if (!reason.equals(lastReason)) {
            LOG.atInfo().addKeyValue("reason", reason).log("Drift of the schemas unknown");
        }
        lastReason = reason;
        listener.accept(OptionalInt.empty());
    }
}
