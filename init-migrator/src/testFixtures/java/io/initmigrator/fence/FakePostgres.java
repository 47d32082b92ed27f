package io.initmigrator.fence;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.DeferredScripts;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaDrift;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Simulates PostgreSQL with one fence in memory; each session records its calls in {@code calls}. */
public final class FakePostgres implements Database {

    public static final BundleState CURRENT = new BundleState.Current("3");
    static final BundleState UNVERIFIED = new BundleState.Unverified("no receipt");

    private final List<String> calls;
    private final List<FakeSession> sessions = new ArrayList<>();
    private BundleState state = UNVERIFIED;
    private BundleState standingBehindFence = UNVERIFIED;
    private Instant serverTime = Instant.parse("2026-01-01T00:00:00Z");
    private @Nullable FenceHolder holder;
    private @Nullable RuntimeException whenOpened;
    private Runnable whenFenceTried = () -> {};
    private Runnable whenRead = () -> {};
    private @Nullable SessionActivityListener listener;
    private Journal journal = new EmptyJournal();
    private boolean stubborn;
    private boolean foreign;
    private int lostTries;
    private int reads;
    private boolean enrols = true;
    private Optional<Set<String>> startedRevisions = Optional.empty();
    private final List<String> fingerprints = new ArrayList<>();

    public FakePostgres(List<String> calls) {
        this.calls = calls;
    }

    @Override
    public SchemaSnapshot readSnapshot(Bundle bundle) {
        reads++;
        return new SchemaSnapshot(state, serverTime);
    }

    @Override
    public boolean enrol(Bundle bundle) {
        calls.add("enrolled");
        return enrols;
    }

    @Override
    public ReadOnlySession read() {
        return new FakeReading();
    }

    @Override
    public Session open(String lease) {
        if (whenOpened != null) {
            throw whenOpened;
        }
        FakeSession session = new FakeSession();
        sessions.add(session);
        return session;
    }

    /** Sets the state that every query returns from now on. */
    public void setState(BundleState answer) {
        state = answer;
        standingBehindFence = answer;
    }

    public void setStateUnderLock(BundleState answer) {
        standingBehindFence = answer;
    }

    public void setJournal(Journal kept) {
        journal = kept;
    }

    public void setServerTime(Instant moment) {
        serverTime = moment;
    }

    /** Sets another holder of the fence; null for none. */
    public void setLockHolder(@Nullable FenceHolder somebody) {
        holder = somebody;
    }

    /** Gives the fence's holder a role whose sessions the others may not terminate. */
    public void setHolderOfAnotherRole() {
        foreign = true;
    }

    /** Makes the fence's holder survive its termination. */
    public void setHolderUnterminable() {
        stubborn = true;
    }

    public void failToOpen(RuntimeException failure) {
        whenOpened = failure;
    }

    public void whenFenceTried(Runnable action) {
        whenFenceTried = action;
    }

    /** Runs an action while a read-only session reads the snapshot. */
    public void whenRead(Runnable action) {
        whenRead = action;
    }

    /** Makes the next {@code count} attempts to take the fence lose their session. */
    public void loseTries(int count) {
        lostTries = count;
    }

    /** Lets the monitor sample twice, as far apart as in production; the second sample finds {@code activity}. */
    public void reportActivity(SessionActivity activity) {
        SessionActivityListener current = Objects.requireNonNull(listener);
        current.requestUpdate();
        if (current.requestUpdate()) {
            current.onActivity(activity);
        }
    }

    /** Simulates a migration in progress, during which the rollout is not enrolled. */
    public void refuseToEnrol() {
        enrols = false;
    }

    /** Sets the revisions that the receipt of the bundle lists; null for no receipt. */
    public void setStartedRevisions(@Nullable Set<String> revisions) {
        startedRevisions = Optional.ofNullable(revisions);
    }

    /** Returns for each fingerprint to be recorded whether a migration preceded it. */
    public List<String> fingerprints() {
        return List.copyOf(fingerprints);
    }

    int reads() {
        return reads;
    }

    public int opened() {
        return sessions.size();
    }

    public long openSessions() {
        return sessions.stream().filter(session -> !session.closed).count();
    }

    public static SessionLostException lost() {
        return new SessionLostException("terminating connection", new IllegalStateException());
    }

    private final class FakeSession implements Session {

        private boolean aborted;
        private boolean closed;

        @Override
        public FenceAttempt tryFence() {
            whenFenceTried.run();
            check();
            if (lostTries > 0) {
                lostTries--;
                throw lost();
            }
            return holder == null ? new FenceAttempt.Taken(new FakeFence(this)) : new FenceAttempt.Held(holder);
        }

        @Override
        public boolean evict(FenceHolder victim, Collection<String> identities) {
            check();
            if (foreign || !victim.equals(holder) || !victim.isOneOf(identities)) {
                return false;
            }
            calls.add("evicted " + victim.applicationName());
            holder = null;
            return true;
        }

        @Override
        public boolean terminate(FenceHolder victim) {
            if (!victim.equals(holder)) {
                return false;
            }
            calls.add("ended " + victim.applicationName());
            holder = stubborn ? holder : null;
            return true;
        }

        @Override
        public void abort() {
            aborted = true;
            calls.add("session aborted");
        }

        @Override
        public void close() {
            closed = true;
            calls.add("session closed");
        }

        private void check() {
            if (aborted) {
                throw lost();
            }
        }
    }

    private final class FakeFence implements UnusedFence {

        private final FakeSession session;

        private FakeFence(FakeSession session) {
            this.session = session;
        }

        @Override
        public SchemaSnapshot readSnapshot(Bundle bundle) {
            session.check();
            calls.add("looked behind the fence");
            return new SchemaSnapshot(standingBehindFence, serverTime);
        }

        @Override
        public Watch watch(SessionActivityListener watching) {
            listener = watching;
            return () -> calls.add("no longer watched");
        }

        @Override
        public Optional<SchemaVersion> recordedVersion() {
            return Optional.of(new SchemaVersion("2"));
        }

        @Override
        public Optional<Set<String>> startedRevisions(Bundle bundle) {
            session.check();
            return startedRevisions;
        }

        @Override
        public void doubtReceipts() {
            session.check();
            calls.add("receipts forgotten");
        }

        @Override
        public boolean enrol(Bundle bundle) {
            session.check();
            calls.add("enrolled behind the fence");
            return true;
        }

        @Override
        public Journal journal() {
            return journal;
        }

        @Override
        public void record(Receipt receipt) {
            session.check();
            calls.add("receipt written");
            standingBehindFence = receipt.ahead() ? new BundleState.Ahead("4", true) : CURRENT;
        }

        @Override
        public void recordFingerprint(Receipt receipt, boolean migrated) {
            fingerprints.add(migrated ? "of a migration" : "unless known");
        }

        @Override
        public <T> T keepFingerprint(Supplier<T> repair) {
            T result = repair.get();
            fingerprints.add("kept by a repair");
            return result;
        }
    }

    private final class FakeReading implements ReadOnlySession {

        @Override
        public Optional<AppPrivileges> appPrivileges() {
            return Optional.empty();
        }

        @Override
        public SchemaSnapshot readSnapshot(Bundle bundle) {
            whenRead.run();
            return FakePostgres.this.readSnapshot(bundle);
        }

        @Override
        public Optional<SchemaVersion> recordedVersion() {
            return Optional.empty();
        }

        @Override
        public DeferredScripts deferred() {
            return DeferredScripts.NONE;
        }

        @Override
        public Optional<Set<String>> startedRevisions(Bundle bundle) {
            return startedRevisions;
        }

        @Override
        public Optional<FenceHolder> fenceHolder() {
            return Optional.ofNullable(holder);
        }

        @Override
        public Optional<InterruptedScript> interrupted() {
            return journal.interrupted();
        }

        @Override
        public boolean canReadReceipts() {
            return true;
        }

        @Override
        public List<String> invalidIndexes() {
            return journal.invalidIndexes();
        }

        @Override
        public void abort() {
            calls.add("reading aborted");
        }

        @Override
        public SchemaDrift drift() {
            return new SchemaDrift.Unknown(new Problem("no fingerprint is recorded", "migrate"));
        }

        @Override
        public FenceInfo fenceAddress() {
            return new FenceInfo(7, "select 7");
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new IllegalArgumentException("wraps nothing");
        }

        @Override
        public void close() {
            // A fake session holds no resource.
        }
    }
}
