package io.initmigrator.simulation;

import io.initmigrator.core.Identity;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.DeferredScript;
import io.initmigrator.schema.DeferredScripts;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.RolloutPast;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Simulates PostgreSQL: sessions, one advisory lock, and the committed data. Checks the rules for writing: only the session that holds the
 * fence, one session at a time, and no script twice.
 */
final class SimulatedPostgres {

    private static final Instant TIME = Instant.parse("2026-01-01T03:00:00Z");

    private final VirtualScheduler world;
    private final BiPredicate<Container, Container> mayEvict;
    private final ScriptRule begins;
    private final Set<SeededBug> sabotage;
    private final List<ServerSession> sessions = new ArrayList<>();
    private final List<Script> history = new ArrayList<>();
    private final Set<String> applied = new HashSet<>();
    private final UnprotectedEffects effects;
    private final JournalTable journal;
    private final Map<String, Receipt> receipts = new HashMap<>();
    private final Map<String, Set<String>> rollouts = new HashMap<>();
    private final Set<String> ready = new HashSet<>();
    private final Map<String, Container> recordedBy = new HashMap<>();
    private final List<View> views = new ArrayList<>();
    private final Set<String> doubted = new HashSet<>();
    private @Nullable Script failed;
    private long neededRepairAt = -1;
    private @Nullable String newestView;
    private @Nullable ServerSession fence;
    private long fenceSince;
    private int lastPid = 100;
    private long downUntil;
    private long blockedUntil;

    /** Records a text of the view, and the time since which it is in place. */
    private record View(String text, long at) {}

    /** Checks a script before it begins, in a session that has held the fence since {@code fenceSince}. */
    @FunctionalInterface
    interface ScriptRule {
        void check(@Nullable Container client, Script script, long fenceSince);
    }

    /** @param mayEvict true if the first process may terminate a session that the second, live process uses */
    SimulatedPostgres(
            VirtualScheduler world,
            BiPredicate<Container, Container> mayEvict,
            ScriptRule begins,
            Set<SeededBug> sabotage) {
        this.world = world;
        this.mayEvict = mayEvict;
        this.begins = begins;
        this.sabotage = sabotage;
        this.effects = new UnprotectedEffects(world);
        this.journal = new JournalTable(effects);
    }

    ServerSession connect(Container client) {
        return add(new ServerSession(world, this, ++lastPid, client.identity().applicationName(), client));
    }

    /** Opens a session by hand. */
    ServerSession connectByHand() {
        return add(new ServerSession(world, this, ++lastPid, "psql", null));
    }

    private ServerSession add(ServerSession session) {
        sessions.add(session);
        return session;
    }

    void gone(ServerSession session) {
        sessions.remove(session);
        if (session.equals(fence)) {
            fence = null;
            world.trace(() -> "fence freed by pid " + session.pid());
        }
    }

    /** Takes the fence for {@code session}, or returns its current holder. */
    Optional<FenceHolder> tryFence(ServerSession session) {
        Optional<FenceHolder> holder = holder();
        if (holder.isPresent() && !sabotage.contains(SeededBug.NO_FENCE)) {
            return holder;
        }
        fence = session;
        fenceSince = world.now();
        world.trace(() -> "fence taken by " + session.applicationName() + " pid " + session.pid());
        return Optional.empty();
    }

    Optional<FenceHolder> holder() {
        return Optional.ofNullable(fence)
                .map(session ->
                        new FenceHolder(session.pid(), session.applicationName(), "simulated", Optional.empty()));
    }

    boolean evict(Container evictor, FenceHolder holder, Collection<String> identities) {
        ServerSession session = fence;
        if (session == null || session.pid() != holder.pid() || !isOneOf(session, identities)) {
            return false;
        }
        checkVictim(evictor, session);
        if (!sabotage.contains(SeededBug.NO_EVICTION)) {
            world.in(world.between(0, 50 * VirtualScheduler.MILLI), session::die);
        }
        return true;
    }

    private void checkVictim(Container evictor, ServerSession session) {
        Container victim = session.client();
        if (victim == null || (session.isWanted() && !mayEvict.test(evictor, victim))) {
            world.violate(session.applicationName() + " was evicted while it led, by " + evictor, null);
        }
    }

    private static boolean isOneOf(ServerSession session, Collection<String> identities) {
        return identities.stream()
                .anyMatch(identity -> session.applicationName().equals(Identity.APPLICATION_PREFIX + identity));
    }

    SchemaSnapshot look(Bundle bundle, String revision) {
        return new SchemaSnapshot(standing(bundle, revision), time());
    }

    private Instant time() {
        return TIME.plusNanos(world.now());
    }

    private BundleState standing(Bundle bundle, String revision) {
        Receipt receipt = receipts.get(bundle.digest());
        if (receipt == null || history.size() < receipt.historyRows()) {
            return new BundleState.Unverified("no receipt");
        }
        String version = String.valueOf(versions());
        List<Script> later = later(receipt);
        if (failed != null || doubted.contains(bundle.digest())) {
            return new BundleState.Unverified(
                    "the history is not the one that was verified",
                    !later.isEmpty()
                                    && isAmongStarted(bundle, revision)
                                    && !sabotage.contains(SeededBug.REPAIR_FORGETS_ROLLOUTS)
                            ? RolloutPast.STARTED
                            : RolloutPast.NEW);
        }
        if (receipt.ahead() || !later.stream().allMatch(Script::isRepeatable)) {
            return new BundleState.Ahead(version, true);
        }
        boolean started = isAmongStarted(bundle, revision);
        int caughtUp = history.size() - receipt.historyRows() - later.size();
        int deferred = receipt.deferred().size() - caughtUp;
        if (later.isEmpty()) {
            return new BundleState.Current(version, started || revision.isEmpty(), deferred);
        }
        return started
                ? new BundleState.Ahead(version, true, true, deferred)
                : new BundleState.Unverified("another rollout has migrated since");
    }

    /** Returns the scripts recorded after the receipt, without those that it lists as deferred. */
    private List<Script> later(Receipt receipt) {
        return history.subList(receipt.historyRows(), history.size()).stream()
                .filter(script -> !receipt.deferred().contains(script.recorded()))
                .toList();
    }

    private boolean isAmongStarted(Bundle bundle, String revision) {
        if (sabotage.contains(SeededBug.DIGEST_ALONE)) {
            return true;
        }
        return !revision.isEmpty()
                && !sabotage.contains(SeededBug.NO_REVISION)
                && rollouts.getOrDefault(bundle.digest(), Set.of()).contains(revision);
    }

    private long versions() {
        return history.stream().filter(script -> !script.isRepeatable()).count();
    }

    /** Revisions that the receipt of a bundle lists; absent without a receipt. */
    Optional<Set<String>> startedRevisions(Bundle bundle) {
        return sabotage.contains(SeededBug.NO_PROOF_OF_REVISION)
                ? Optional.of(Set.of())
                : Optional.ofNullable(receipts.get(bundle.digest()))
                        .map(receipt -> rollouts.getOrDefault(bundle.digest(), Set.of()));
    }

    /** Enrols a rollout in one statement, which holds the fence in shared mode meanwhile. */
    boolean enrol(Container client, Bundle bundle, @Nullable ServerSession session) {
        Receipt receipt = receipts.get(bundle.digest());
        if ((fence != null && !fence.equals(session))
                || receipt == null
                || failed != null
                || history.size() < receipt.historyRows()
                || !later(receipt).isEmpty()) {
            return false;
        }
        if (!sabotage.contains(SeededBug.NO_ENROLMENT)) {
            recordedBy.putIfAbsent(client.revision(), client);
            start(client.revision(), bundle.digest());
        }
        return true;
    }

    private void start(String revision, String digest) {
        if (!revision.isEmpty()
                && rollouts.computeIfAbsent(digest, any -> new HashSet<>()).add(revision)) {
            newestView = digest.substring(digest.lastIndexOf('-') + 1);
            world.trace(() -> "revision " + revision + " starts with " + digest);
        }
    }

    /** Rule for the end: the view is that of the rollout that started last, regardless of later restarts. */
    void checkView() {
        String last = views.isEmpty() ? null : views.getLast().text();
        if (newestView != null && !newestView.equals(last)) {
            world.violate("the view is " + last + " at the end, not " + newestView, null);
        }
    }

    /** Returns the texts of the view since {@code moment}, oldest first. */
    List<String> viewsSince(long moment) {
        List<String> views = new ArrayList<>();
        for (View view : this.views) {
            if (view.at() <= moment) {
                views.clear();
            }
            views.add(view.text());
        }
        return views;
    }

    List<Script> history() {
        return List.copyOf(history);
    }

    boolean holds(PodBundle bundle) {
        return history.containsAll(bundle.required());
    }

    /** Checks for a version that was applied, and all scripts before it. */
    boolean holds(SchemaVersion version) {
        return versions() >= number(version);
    }

    /** Checks for the text of the view, unless the history is ahead of the bundle. */
    boolean holdsView(PodBundle bundle) {
        return versions() > bundle.scripts().size()
                || viewsSince(world.now()).equals(List.of(bundle.view().content()));
    }

    static int number(SchemaVersion version) {
        return Integer.parseInt(version.text());
    }

    /** Checks for all scripts of the bundle, including those that run after the rollout. */
    boolean holdsAll(PodBundle bundle) {
        return history.containsAll(bundle.scripts());
    }

    /** Checks whether a lock of an application blocks the script. */
    boolean isBlocked() {
        return world.now() < blockedUntil;
    }

    /** Returns how long a statement waits for a lock of an application, in nanoseconds. */
    long blockedFor() {
        return Math.max(0, blockedUntil - world.now());
    }

    /** Executes a statement in the session's transaction. */
    void execute(ServerSession session, Script script, int statement) {
        checkBegin(session, script, statement);
        for (ServerSession other : sessions) {
            if (!other.equals(session) && other.transaction().isPresent()) {
                world.violate(
                        "two sessions write: " + session.applicationName() + ", " + other.applicationName(), null);
            }
        }
        session.execute(script, statement);
    }

    private void checkBegin(ServerSession session, Script script, int statement) {
        checkWriter(session, script.name());
        if (statement == 0) {
            begins.check(session.client(), script, fenceSince);
        }
    }

    /** Creates the index of a statement that has not ended. */
    void createIndex(ServerSession session, Script script, int statement) {
        checkWriter(session, script.name());
        effects.createIndex(script, statement);
    }

    /** Executes a statement that takes effect by itself. */
    void executeOutside(ServerSession session, Script script, int statement) {
        checkBegin(session, script, statement);
        effects.commit(script, statement);
        world.trace(() -> script.name() + " has done statement " + statement);
    }

    /** Ends the transaction of a script that does so itself; what it has done and its row in the journal become visible. */
    void commitPart(ServerSession session, Script script) {
        checkWriter(session, script.name());
        session.journalRow().ifPresent(journal::insert);
        session.statements().forEach(statement -> effects.commit(script, statement));
        session.endTransaction();
        world.trace(() -> script.name() + " has ended its transaction");
    }

    /** Commits the open transaction, if there is one, together with the history row. */
    void commit(ServerSession session, Script script) {
        checkWriter(session, "commit of " + script.name());
        if (!script.isProtected()) {
            session.statements().forEach(statement -> effects.commit(script, statement));
        }
        if (script.isProtected()
                ? session.statements().size() != script.statements().size()
                : !effects.holds(script)) {
            world.violate(script.name() + " was committed in part", null);
        }
        if (script.isRepeatable()) {
            checkRevision(session, script);
            views.add(new View(script.content(), world.now()));
        } else {
            if (!applied.add(script.name()) || history.contains(script)) {
                world.violate(script.name() + " was applied twice", null);
            }
            if (script.version() != versions() + 1) {
                world.violate(script.name() + " was applied out of order", null);
            }
        }
        session.endTransaction();
        history.add(script);
        effects.finish(script.name());
        world.trace(() -> "committed " + script.name() + " by " + session.applicationName());
    }

    /** Records that a script has failed outside a transaction. */
    void commitFailed(ServerSession session, Script script) {
        checkWriter(session, "failure of " + script.name());
        failed = script;
        world.trace(() -> "recorded as failed: " + script.name());
    }

    /** Returns the script whose row in the history says that it has failed. */
    Optional<Script> failed() {
        return Optional.ofNullable(failed);
    }

    /** Removes the row of the failed script. */
    void removeFailed(ServerSession session) {
        checkWriter(session, "repair");
        noteRepair();
        failed().map(Script::name).ifPresent(effects::finish);
        failed = null;
    }

    /** Returns the highest version that was applied. */
    Optional<SchemaVersion> recordedVersion() {
        return Stream.concat(
                        history.stream(),
                        sabotage.contains(SeededBug.FAILED_ROW_COUNTS) ? failed().stream() : Stream.<Script>empty())
                .filter(script -> !script.isRepeatable())
                .map(script -> new SchemaVersion(String.valueOf(script.version())))
                .max(Comparator.naturalOrder());
    }

    /** Returns the deferred scripts of all receipts, and the highest version of a bundle that is applied except for them. */
    DeferredScripts deferred() {
        Set<DeferredScript> scripts = new HashSet<>();
        List<SchemaVersion> versions = new ArrayList<>();
        for (Receipt receipt : receipts.values()) {
            scripts.addAll(receipt.deferred());
            if (!receipt.deferred().isEmpty()
                    && !receipt.ahead()
                    && later(receipt).isEmpty()) {
                versions.add(new SchemaVersion(receipt.bundleVersion()));
            }
        }
        return new DeferredScripts(scripts, versions.stream().max(Comparator.naturalOrder()));
    }

    /** Writes a row to the journal, in the transaction if one is open. */
    void beginJournal(ServerSession session, String script, List<String> indexes) {
        checkWriter(session, "journal");
        if (sabotage.contains(SeededBug.NO_JOURNAL)) {
            return;
        }
        JournalTable.Row row = journal.row(script, session, time(), history.size(), indexes);
        if (session.transaction().isPresent()) {
            session.journal(row);
        } else {
            journal.insert(row);
        }
    }

    /** Removes the rows whose scripts the history records. */
    void completeJournal(ServerSession session) {
        checkWriter(session, "journal");
        journal.removeIf(row -> isRecorded(row) || sabotage.contains(SeededBug.JOURNAL_COMPLETES_ALL));
    }

    /** Returns the script that was started and that the history does not record. */
    Optional<InterruptedScript> interrupted() {
        return sabotage.contains(SeededBug.INTERRUPTION_IGNORED)
                ? Optional.empty()
                : journal.interrupted(this::isRecorded).map(journal::describe);
    }

    private boolean isRecorded(JournalTable.Row row) {
        return Stream.concat(history.stream().skip(row.rowsBefore()), failed().stream())
                .anyMatch(script -> script.name().equals(row.script()));
    }

    void dropIndex(ServerSession session, String index) {
        checkWriter(session, "drop of " + index);
        if (!sabotage.contains(SeededBug.INDEX_LEFT)) {
            effects.dropIndex(index);
        }
        world.trace(() -> "dropped " + index + " by " + session.applicationName());
    }

    List<String> invalidIndexes() {
        return effects.invalidIndexes();
    }

    /** Removes the row of an interrupted script, which may run again from now on. */
    void forget(ServerSession session, String script) {
        checkWriter(session, "journal");
        noteRepair();
        journal.remove(script);
        effects.finish(script);
        world.trace(() -> "undone " + script + " by " + session.applicationName());
    }

    /** Removes the row of a script that is not recorded yet. */
    void forgetEarly(String script) {
        journal.remove(script);
    }

    /** Returns whether a script has failed, or was interrupted and does not run at this moment. */
    boolean needsRepair() {
        return failed != null
                || journal.interrupted(this::isRecorded)
                        .filter(row -> fence == null || fence.pid() != row.pid())
                        .isPresent();
    }

    private void noteRepair() {
        neededRepairAt = needsRepair() ? world.now() : neededRepairAt;
    }

    /** Returns whether {@link #needsRepair} has been true since {@code moment}. */
    boolean neededRepairSince(long moment) {
        return needsRepair() || neededRepairAt >= moment;
    }

    /** Undoes by hand what no repair undoes. */
    void undoByHand() {
        journal.interrupted(this::isRecorded)
                .flatMap(row -> effects.unfinished(row.script()))
                .filter(script -> !script.kind().isUndoneByRepair())
                .or(this::failed)
                .ifPresent(script -> {
                    world.trace(() -> "UNDO by hand " + script.name());
                    effects.undo(script.name());
                });
    }

    /** Returns whether every script of the bundle that the history records has taken effect completely. */
    boolean isWhole(PodBundle bundle) {
        return bundle.scripts().stream().filter(history::contains).allMatch(effects::holds);
    }

    /** Makes all receipts invalid. */
    void doubtReceipts(ServerSession session) {
        checkWriter(session, "receipts");
        doubted.addAll(receipts.keySet());
    }

    /** Commits an open transaction, as enabling auto-commit does. */
    void commitOpenTransaction(ServerSession session) {
        session.transaction().ifPresent(script -> {
            checkWriter(session, "end of " + script.name());
            world.violate(script.name() + " was committed without a row in the history", null);
        });
        session.endTransaction();
    }

    /** Rule: a rollout that has started before must not restore an older text, unless its deferred scripts run because it is in place. */
    private void checkRevision(ServerSession session, Script view) {
        Container client = session.client();
        if (client != null && client.isAfterRollout()) {
            newestView = view.content();
        } else if (client != null && ready.contains(client.revision())) {
            world.violate(session.applicationName() + " put back the view of a rollout that had started before", null);
        }
    }

    void record(ServerSession session, Receipt receipt) {
        checkWriter(session, "receipt");
        receipts.put(receipt.bundle(), receipt);
        doubted.remove(receipt.bundle());
        Container client = session.client();
        if (client != null && !receipt.ahead()) {
            recordedBy.putIfAbsent(client.revision(), client);
            start(client.revision(), receipt.bundle());
        }
    }

    /** Checks whether this is the first ready pod of its rollout, and no other pod has recorded or enrolled the rollout before. */
    boolean isFirstReady(String revision, Container container) {
        return !revision.isEmpty()
                && ready.add(revision)
                && recordedBy.getOrDefault(revision, container).equals(container);
    }

    /** Checks whether a pod of another rollout is migrating. */
    boolean isHeldByAnother(String revision) {
        Container holder = fence == null ? null : fence.client();
        return holder != null && !holder.revision().equals(revision);
    }

    private void checkWriter(ServerSession session, String what) {
        if (!session.equals(fence)) {
            world.violate(session.applicationName() + " wrote without the fence: " + what, null);
        }
    }

    void blockUntil(long moment) {
        blockedUntil = moment;
    }

    /** Ends every session, and rejects connections until {@code moment}. */
    void downUntil(long moment) {
        downUntil = moment;
        List.copyOf(sessions).forEach(ServerSession::die);
    }

    boolean isUp() {
        return world.now() >= downUntil;
    }

    void endOneSession() {
        if (!sessions.isEmpty()) {
            sessions.get(world.random().nextInt(sessions.size())).die();
        }
    }

    /** Ends the sessions without a network whose {@code application_name} matches. */
    void endLeftoverSessions(Predicate<String> names) {
        List.copyOf(sessions).stream()
                .filter(ServerSession::isLeftover)
                .filter(session -> names.test(session.applicationName()))
                .forEach(ServerSession::die);
    }

    @Nullable
    ServerSession fenceHolder() {
        return fence;
    }
}
