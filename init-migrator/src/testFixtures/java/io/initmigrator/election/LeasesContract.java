package io.initmigrator.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.election.LeaseEvent.Changed;
import io.initmigrator.election.LeaseEvent.Deleted;
import io.initmigrator.election.LeaseEvent.TimedOut;
import io.initmigrator.election.LeaseWrite.Conflict;
import io.initmigrator.election.LeaseWrite.Written;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the behaviour of {@link Leases} that leader election relies on, for every implementation. Each test begins without a Lease. */
public abstract class LeasesContract {

    protected static final Duration LIMIT = Duration.ofSeconds(5);

    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Instant ELECTED = Instant.parse("2026-11-20T23:00:00.123456Z");

    protected abstract Leases leases();

    /** Deletes the Lease, as an administrator would. */
    protected abstract void deleteLease();

    /** Creates the Lease without a holder, as {@code kubectl} would. */
    protected abstract void createLeaseWithoutSpec();

    @Test
    void leaseThatIsNotThereIsEmpty() throws InterruptedException {
        assertThat(leases().get(LIMIT)).isEmpty();
    }

    @Test
    void createdLeaseIsReadAsItWasWritten() throws InterruptedException {
        var created = created(heldBy("a"));

        assertThat(created.resourceVersion()).isNotEmpty();
        assertThat(created).isEqualTo(as(created, heldBy("a")));
        assertThat(leases().get(LIMIT)).contains(created);
    }

    @Test
    void leaseIsCreatedOnce() throws InterruptedException {
        var first = created(heldBy("a"));

        assertThat(leases().create(heldBy("b"), LIMIT)).isInstanceOf(Conflict.class);
        assertThat(leases().get(LIMIT)).contains(first);
    }

    @Test
    void updateIsReadAsItWasWritten() throws InterruptedException {
        var before = created(heldBy("a"));

        var after = updated(withVersion(heldBy("b"), before.resourceVersion()));

        assertThat(after.resourceVersion()).isNotEqualTo(before.resourceVersion());
        assertThat(after).isEqualTo(as(after, heldBy("b")));
        assertThat(leases().get(LIMIT)).contains(after);
    }

    @Test
    void updateOfStaleVersionMeetsConflict() throws InterruptedException {
        var stale = created(heldBy("a"));
        var fresh = updated(withVersion(heldBy("b"), stale.resourceVersion()));

        assertThat(leases().update(withVersion(heldBy("c"), stale.resourceVersion()), LIMIT))
                .isInstanceOf(Conflict.class);
        assertThat(leases().get(LIMIT)).contains(fresh);
    }

    @Test
    void updateOfDeletedLeaseMeetsConflictAndDoesNotReviveIt() throws InterruptedException {
        var deleted = created(heldBy("a"));
        deleteLease();

        assertThat(leases().update(deleted, LIMIT)).isInstanceOf(Conflict.class);
        assertThat(leases().get(LIMIT)).isEmpty();
    }

    @Test
    void updateOfLeaseThatWasCreatedAnewMeetsConflict() throws InterruptedException {
        var deleted = created(heldBy("a"));
        deleteLease();
        var anew = created(heldBy("b"));

        assertThat(leases().update(deleted, LIMIT)).isInstanceOf(Conflict.class);
        assertThat(leases().get(LIMIT)).contains(anew);
    }

    @Test
    void ofTenContendersForOneVersionExactlyOneWrites() throws InterruptedException {
        String version = created(heldBy("")).resourceVersion();
        List<LeaseWrite> writes = new ArrayList<>();
        for (int contender = 0; contender < 10; contender++) {
            writes.add(leases().update(withVersion(heldBy("pod-" + contender), version), LIMIT));
        }

        assertThat(writes).filteredOn(Written.class::isInstance).hasSize(1);
        assertThat(writes).filteredOn(Conflict.class::isInstance).hasSize(9);
    }

    @Test
    void leaseWithoutSpecIsHeldByNobodyAndCanBeTaken() throws InterruptedException {
        createLeaseWithoutSpec();

        var empty = leases().get(LIMIT).orElseThrow();
        assertThat(empty)
                .isEqualTo(as(empty, new LeaseRecord("", "", Duration.ZERO, null, null, 0, LeaseAnnotations.EMPTY)));
        assertThat(updated(withVersion(heldBy("a"), empty.resourceVersion())).holder())
                .isEqualTo("a");
    }

    @Test
    void whatIsNotSaidIsTakenAway() throws InterruptedException {
        var before = created(heldBy("a"));
        var blank = new LeaseRecord(before.resourceVersion(), "", Duration.ZERO, null, null, 0, LeaseAnnotations.EMPTY);

        var after = updated(blank);

        assertThat(after).isEqualTo(as(after, blank));
    }

    @Test
    void releaseLeavesHolderEmptyAndKeepsTheRest() throws InterruptedException {
        var held = created(heldBy("a"));
        var released = new LeaseRecord(
                held.resourceVersion(),
                "",
                Duration.ofSeconds(1),
                held.acquireTime(),
                held.renewTime(),
                held.transitions(),
                held.annotations());

        var after = updated(released);

        assertThat(after.isHeld()).isFalse();
        assertThat(after).isEqualTo(as(after, released));
    }

    @Test
    void everyPhaseSurvivesTheRoundTrip() throws InterruptedException {
        var lease = created(heldBy("a"));
        for (Phase phase : Phase.values()) {
            var annotations = new LeaseAnnotations(phase, "sha256:ab", "", null, null, Predecessors.NONE);
            lease = updated(withNote(lease, annotations));
            assertThat(lease.annotations()).isEqualTo(annotations);
        }
    }

    @Test
    void failureWithQuotesNewlinesAndUnicodeSurvivesTheRoundTrip() throws InterruptedException {
        var failure = new MigrationFailure(
                "1.2",
                "V1.2__größe \"neu\".sql",
                7,
                "42703",
                "ERROR: column \"naem\" does not exist\n  Hint: \\ 'name' \t🐘 {\"x\":[1,2]}, <ä>",
                3,
                ELECTED);
        var activity = new LeaderProgress("3/12 V3__ü,b.sql", "42 s", "pid 7 (app \"a b\", 3 s in \"UPDATE …\")");
        var annotations = new LeaseAnnotations(
                Phase.FAILED,
                "sha256:ab",
                "1.1",
                activity,
                failure,
                null,
                "V3__ü,b.sql, R__x.sql",
                new Predecessors(List.of("a_1", "b_2")));

        assertThat(updated(withNote(created(heldBy("a")), annotations)).annotations())
                .isEqualTo(annotations);
        assertThat(leases().get(LIMIT).orElseThrow().annotations()).isEqualTo(annotations);
    }

    @Test
    void failureOfWhichLittleIsKnownSurvivesTheRoundTrip() throws InterruptedException {
        var failure = new MigrationFailure(null, "R__views.sql", 0, null, "", 1, Instant.parse("2026-11-20T23:00:00Z"));
        var annotations = new LeaseAnnotations(Phase.FAILED, null, null, null, failure, Predecessors.NONE);

        assertThat(updated(withNote(created(heldBy("a")), annotations)).annotations())
                .isEqualTo(annotations);
    }

    @Test
    void refusalSurvivesTheRoundTrip() throws InterruptedException {
        var refusal = new Refusal(new Problem("checksum of \"V2\"\n🐘", "restore, then {restart}"), "a_1", ELECTED);
        var annotations = new LeaseAnnotations(
                Phase.REFUSED, "sha256:ab", "2", null, null, refusal, new Predecessors(List.of("a_1")));

        var lease = updated(withNote(created(heldBy("a")), annotations));
        assertThat(lease.annotations()).isEqualTo(annotations);
        assertThat(updated(withNote(lease, LeaseAnnotations.EMPTY)).annotations())
                .isEqualTo(LeaseAnnotations.EMPTY);
    }

    @Test
    void watchTellsChangesInOrderAndThenTheDeletion() throws InterruptedException {
        var first = created(heldBy("a"));
        try (LeaseWatch watch = leases().watch(first.resourceVersion())) {
            var second = updated(withVersion(heldBy("b"), first.resourceVersion()));
            var third = updated(withVersion(heldBy("c"), second.resourceVersion()));
            deleteLease();
            var anew = created(heldBy("d"));

            assertThat(watch.await(LIMIT)).isEqualTo(new Changed(second));
            assertThat(watch.await(LIMIT)).isEqualTo(new Changed(third));
            assertThat(watch.await(LIMIT)).isEqualTo(new Deleted());
            assertThat(watch.await(LIMIT)).isEqualTo(new Changed(anew));
        }
    }

    @Test
    void watchFromOldVersionTellsWhatHappenedSince() throws InterruptedException {
        var first = created(heldBy("a"));
        var second = updated(withVersion(heldBy("b"), first.resourceVersion()));
        try (LeaseWatch watch = leases().watch(first.resourceVersion())) {
            assertThat(watch.await(LIMIT)).isEqualTo(new Changed(second));
        }
    }

    @Test
    void watchFromPresentVersionIsQuietUntilSomethingChanges() throws InterruptedException {
        var first = created(heldBy("a"));
        try (LeaseWatch watch = leases().watch(first.resourceVersion())) {
            assertThat(watch.await(MOMENT)).isEqualTo(new TimedOut());
            var second = updated(withVersion(heldBy("b"), first.resourceVersion()));
            assertThat(watch.await(LIMIT)).isEqualTo(new Changed(second));
            assertThat(watch.await(Duration.ZERO)).isEqualTo(new TimedOut());
        }
    }

    @Test
    void watchMayBeClosedTwice() throws InterruptedException {
        LeaseWatch watch = leases().watch(created(heldBy("a")).resourceVersion());
        assertThat(watch.await(Duration.ZERO)).isEqualTo(new TimedOut());

        watch.close();
        watch.close();
    }

    protected LeaseRecord created(LeaseRecord desired) throws InterruptedException {
        return ((Written) leases().create(desired, LIMIT)).lease();
    }

    protected LeaseRecord updated(LeaseRecord desired) throws InterruptedException {
        return ((Written) leases().update(desired, LIMIT)).lease();
    }

    /** Returns a record of a new Lease with every field set. */
    protected static LeaseRecord heldBy(String holder) {
        var annotations = new LeaseAnnotations(
                Phase.MIGRATING,
                "sha256:0123",
                "7",
                new LeaderProgress("3/12 V3__add_index.sql", "", ""),
                null,
                new Predecessors(List.of("z_0")));
        return new LeaseRecord("", holder, Duration.ofSeconds(15), ELECTED, ELECTED.plusNanos(1_000), 4, annotations);
    }

    protected static LeaseRecord withVersion(LeaseRecord lease, String version) {
        return new LeaseRecord(
                version,
                lease.holder(),
                lease.duration(),
                lease.acquireTime(),
                lease.renewTime(),
                lease.transitions(),
                lease.annotations());
    }

    protected static LeaseRecord withNote(LeaseRecord lease, LeaseAnnotations annotations) {
        return new LeaseRecord(
                lease.resourceVersion(),
                lease.holder(),
                lease.duration(),
                lease.acquireTime(),
                lease.renewTime(),
                lease.transitions(),
                annotations);
    }

    /** Returns the fields of {@code lease} with the metadata that the server assigned. */
    private static LeaseRecord as(LeaseRecord kept, LeaseRecord lease) {
        return new LeaseRecord(
                kept.uid(),
                kept.resourceVersion(),
                lease.holder(),
                lease.duration(),
                lease.acquireTime(),
                lease.renewTime(),
                lease.transitions(),
                lease.annotations());
    }
}
