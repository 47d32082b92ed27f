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

/** The Kubernetes API server with its one Lease: resource versions, conflicts, and a log that watches are fed from. */
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
    private int roughness;

    /** The Lease as it was from {@code version} on; null where it was deleted. */
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
     * A rule: without having probed the fence nobody takes a Lease whose holder has given a sign of life within its duration;
     * nor does another process that goes by the same name.
     */
    private void checkTakeover(LeaseRecord before, Container client) {
        Duration lasts = before.duration().isPositive() ? before.duration() : usualDuration;
        if (before.isHeld() && !client.equals(leader) && world.now() - signAt < lasts.toNanos()) {
            world.violate(client + " took the Lease from " + before.holder() + ", which was alive", null);
        }
    }

    private LeaseRecord write(LeaseRecord desired, Container client) {
        if (!client.equals(leader)) {
            deposed();
        }
        leader = desired.isHeld() ? client : null;
        return store(desired);
    }

    /** Somebody edits the Lease by hand. */
    void edit(String holder, Duration duration, LeaseAnnotations annotations) {
        LeaseRecord was = lease;
        if (was != null) {
            deposed();
            Instant renewed = VirtualTime.BEGINNING.plusNanos(world.now());
            store(new LeaseRecord("", holder, duration, was.acquireTime(), renewed, was.transitions(), annotations));
        }
    }

    private void deposed() {
        if (leader != null) {
            ledUntil.put(leader, world.now());
            leader = null;
        }
    }

    /** Somebody writes a label, which is nobody's sign of life. */
    void label() {
        if (lease != null) {
            store(lease);
        }
    }

    /** Somebody creates the Lease beforehand, with an empty spec. */
    void createEmpty() {
        if (lease == null) {
            store(new LeaseRecord("", "", Duration.ZERO, null, null, 0, LeaseAnnotations.EMPTY));
        }
    }

    void delete() {
        if (lease != null) {
            deposed();
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

    /** Only what the holder writes is a sign of life, not a label that somebody edits. */
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

    /** Begins to feed {@code watch} with everything after {@code from}, unless that is forgotten already. */
    void establish(SimulatedWatch watch, long from) {
        if (from < compacted) {
            watch.finish("410 Gone");
            return;
        }
        log.stream().filter(change -> change.version() > from).forEach(change -> watch.deliver(change.event()));
        watches.add(watch);
    }

    /** Whether this process leads and has said so within the duration of its Lease. */
    boolean leads(Container container) {
        return lease != null
                && container.equals(leader)
                && world.now() - signAt < lease.duration().toNanos();
    }

    /** Whether it leads, or did within the last {@code nanos}. */
    boolean hasLedWithin(Container container, long nanos) {
        return container.equals(leader) || world.now() - ledUntil.getOrDefault(container, -nanos) < nanos;
    }

    /** Whether this identity was ever elected. */
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

    /** How many of a thousand requests go wrong by themselves. */
    void roughness(int perMille) {
        roughness = perMille;
    }

    int roughness() {
        return roughness;
    }
}
