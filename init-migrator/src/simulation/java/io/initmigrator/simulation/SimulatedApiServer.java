package io.initmigrator.simulation;

import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseEvent;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Simulates the Kubernetes API server with one Lease: resource versions, conflicts, and a log that feeds watches. */
final class SimulatedApiServer {

    private final VirtualScheduler world;
    private final Duration usualDuration;
    private final Set<String> holders = new HashSet<>();
    private final List<Change> log = new ArrayList<>();
    private final List<SimulatedWatch> watches = new ArrayList<>();
    private final Map<Container, Long> ledUntil = new HashMap<>();
    private @Nullable LeaseRecord lease;
    private @Nullable Container leader;
    private long version = 1000;
    private long compacted;
    private long signAt;
    private long downUntil;
    private int failureRate;

    /** Records the Lease since {@code version}; null if it was deleted. */
    record Change(long version, @Nullable LeaseRecord lease) {

        LeaseEvent event() {
            return lease == null ? new LeaseEvent.Deleted() : new LeaseEvent.Changed(lease);
        }
    }

    SimulatedApiServer(VirtualScheduler world, Duration usualDuration) {
        this.world = world;
        this.usualDuration = usualDuration;
    }

    Optional<LeaseRecord> get() {
        return Optional.ofNullable(lease);
    }

    LeaseWrite create(LeaseRecord desired, Container client) {
        if (lease != null) {
            return new LeaseWrite.Conflict();
        }
        return new LeaseWrite.Written(write(desired, client));
    }

    LeaseWrite update(LeaseRecord desired, Container client, boolean probing) {
        LeaseRecord before = lease;
        if (before == null || !before.resourceVersion().equals(desired.resourceVersion())) {
            return new LeaseWrite.Conflict();
        }
        if (!probing) {
            checkTakeover(before, client);
        }
        return new LeaseWrite.Written(write(desired, client));
    }

    /**
     * Rule: a process that has not probed the fence must not take a Lease that its holder has renewed within its duration. This includes
     * another process with the holder's name.
     */
    private void checkTakeover(LeaseRecord before, Container client) {
        Duration lasts = before.duration().isPositive() ? before.duration() : usualDuration;
        if (before.isHeld() && !client.equals(leader) && world.now() - signAt < lasts.toNanos()) {
            world.violate(client + " took the Lease from " + before.holder() + ", which was alive", null);
        }
    }

    private LeaseRecord write(LeaseRecord desired, Container client) {
        if (!client.equals(leader)) {
            recordLossOfLease();
        }
        leader = desired.isHeld() ? client : null;
        return store(desired);
    }

    /** Edits the Lease as a user would. */
    void edit(String holder, Duration duration, LeaseAnnotations annotations) {
        LeaseRecord was = lease;
        if (was != null) {
            recordLossOfLease();
            Instant renewed = VirtualTime.BEGINNING.plusNanos(world.now());
            store(new LeaseRecord("", holder, duration, was.acquireTime(), renewed, was.transitions(), annotations));
        }
    }

    private void recordLossOfLease() {
        if (leader != null) {
            ledUntil.put(leader, world.now());
            leader = null;
        }
    }

    /** Writes a label as a user would, which does not count as a renewal. */
    void label() {
        if (lease != null) {
            store(lease);
        }
    }

    /** Creates the Lease beforehand as a user would, with an empty spec. */
    void createEmpty() {
        if (lease == null) {
            store(new LeaseRecord("", "", Duration.ZERO, null, null, 0, LeaseAnnotations.EMPTY));
        }
    }

    void delete() {
        if (lease != null) {
            recordLossOfLease();
            lease = null;
            publish(new Change(++version, null));
        }
    }

    private LeaseRecord store(LeaseRecord desired) {
        LeaseRecord stored = new LeaseRecord(
                String.valueOf(++version),
                desired.holder(),
                desired.duration(),
                desired.acquireTime(),
                desired.renewTime(),
                desired.transitions(),
                desired.annotations());
        if (!isSameSign(stored, lease)) {
            signAt = world.now();
        }
        lease = stored;
        holders.add(stored.holder());
        world.trace(() -> "lease " + stored);
        publish(new Change(version, stored));
        return stored;
    }

    /** Compares the fields that only the holder writes, so that an edited label does not count as a renewal. */
    private static boolean isSameSign(LeaseRecord stored, @Nullable LeaseRecord before) {
        return before != null
                && before.holder().equals(stored.holder())
                && before.duration().equals(stored.duration())
                && before.transitions() == stored.transitions()
                && Objects.equals(before.renewTime(), stored.renewTime());
    }

    private void publish(Change change) {
        log.add(change);
        watches.removeIf(SimulatedWatch::isOver);
        watches.forEach(watch -> watch.deliver(change.event()));
    }

    /** Begins to send everything after {@code from} to {@code watch}, unless it was discarded already. */
    void establish(SimulatedWatch watch, long from) {
        if (from < compacted) {
            watch.finish("410 Gone");
            return;
        }
        log.stream().filter(change -> change.version() > from).forEach(change -> watch.deliver(change.event()));
        watches.add(watch);
    }

    /** Checks whether this process leads and has renewed its Lease in time. */
    boolean leads(Container container) {
        return lease != null
                && container.equals(leader)
                && world.now() - signAt < lease.duration().toNanos();
    }

    /** Checks whether this process leads, or did within the last {@code nanos}. */
    boolean hasLedWithin(Container container, long nanos) {
        return container.equals(leader) || world.now() - ledUntil.getOrDefault(container, -nanos) < nanos;
    }

    /** Checks whether this identity was ever elected. */
    boolean hasHeld(String identity) {
        return holders.contains(identity);
    }

    void compact() {
        compacted = version;
    }

    List<SimulatedWatch> watches() {
        return watches;
    }

    void downUntil(long moment) {
        downUntil = moment;
        watches.forEach(watch -> watch.finish("connection refused"));
    }

    boolean isUp() {
        return world.now() >= downUntil;
    }

    /** Sets how many of a thousand requests fail spontaneously. */
    void failureRate(int perMille) {
        failureRate = perMille;
    }

    int failureRate() {
        return failureRate;
    }
}
