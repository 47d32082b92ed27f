package io.initmigrator.election;

import io.initmigrator.election.LeaseEvent.Changed;
import io.initmigrator.election.LeaseEvent.Deleted;
import io.initmigrator.election.LeaseEvent.Ended;
import io.initmigrator.election.LeaseEvent.TimedOut;
import io.initmigrator.election.LeaseWrite.Conflict;
import io.initmigrator.election.LeaseWrite.Written;
import io.initmigrator.time.Deadline;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Lease in memory, checks resource versions like the API server, and injects errors on demand.
 *
 * <p>Deterministic: no thread, and time passes only through the given {@link Time}. A watch without events lets time pass in small steps,
 * so that it sees the writes of others.
 */
public final class FakeLeases implements Leases {

    private static final Duration STEP = Duration.ofMillis(10);

    /** Calls that the port offers. */
    public enum Call {
        GET,
        CREATE,
        UPDATE,
        WATCH
    }

    /** Runs before a call is carried out: throws, lets time pass, or changes the Lease. */
    @FunctionalInterface
    public interface Fault {
        void strike() throws InterruptedException;
    }

    private final Time time;
    private final List<LeaseEvent> history = new ArrayList<>();
    private final List<FakeWatch> watches = new ArrayList<>();
    private final Map<Call, Deque<Fault>> faults = new EnumMap<>(Call.class);
    private final Map<Call, Integer> calls = new EnumMap<>(Call.class);
    private @Nullable LeaseRecord lease;
    private int oldest;
    private boolean unavailable;

    public FakeLeases(Time time) {
        this.time = time;
        for (Call call : Call.values()) {
            faults.put(call, new ArrayDeque<>());
            calls.put(call, 0);
        }
    }

    @Override
    public Optional<LeaseRecord> get(Duration limit) throws InterruptedException {
        meetFaults(Call.GET);
        return current();
    }

    @Override
    public LeaseWrite create(LeaseRecord desired, Duration limit) throws InterruptedException {
        meetFaults(Call.CREATE);
        return lease == null ? new Written(put(desired)) : new Conflict();
    }

    @Override
    public LeaseWrite update(LeaseRecord desired, Duration limit) throws InterruptedException {
        meetFaults(Call.UPDATE);
        if (lease == null || !lease.resourceVersion().equals(desired.resourceVersion())) {
            return new Conflict();
        }
        return new Written(put(desired));
    }

    @Override
    public LeaseWatch watch(String resourceVersion) {
        calls.merge(Call.WATCH, 1, Integer::sum);
        var watch = new FakeWatch(Integer.parseInt(resourceVersion));
        watches.add(watch);
        return watch;
    }

    /** Returns the Lease without counting as a call. */
    public Optional<LeaseRecord> current() {
        return Optional.ofNullable(lease);
    }

    public int calls(Call call) {
        return calls.getOrDefault(call, 0);
    }

    /** Writes the Lease as another client, with any resource version. */
    public LeaseRecord put(LeaseRecord desired) {
        var stored = asStored(desired, lease == null ? "" : lease.resourceVersion());
        if (!stored.equals(lease)) {
            stored = asStored(desired, String.valueOf(history.size() + 1));
            history.add(new Changed(stored));
            lease = stored;
        }
        return stored;
    }

    /** Deletes the Lease as another client. */
    public void delete() {
        lease = null;
        history.add(new Deleted());
    }

    /** Injects {@code exception} into the next call of this kind; several are queued. A watch meets it while it is awaited. */
    public void before(Call call, Fault exception) {
        queue(call).add(exception);
    }

    /** Makes every call fail and ends every watch as long as {@code unavailable} is true. */
    public void setUnavailable(boolean unavailable) {
        this.unavailable = unavailable;
        if (unavailable) {
            endWatches("connection refused");
        }
    }

    public void endWatches(String reason) {
        watches.forEach(watch -> watch.ended = new Ended(reason));
    }

    /** Stops the delivery to all watches that are open now, without ending them. */
    public void stallWatches() {
        watches.forEach(watch -> watch.stalled = true);
    }

    /** Discards the past, so that a watch from an older version is answered with 410 Gone. */
    public void compact() {
        oldest = history.size();
    }

    private void meetFaults(Call call) throws InterruptedException {
        calls.merge(call, 1, Integer::sum);
        Fault exception = queue(call).poll();
        if (exception != null) {
            exception.strike();
        }
        if (unavailable) {
            throw new ApiUnavailableException("the fake API is unavailable", null, null);
        }
    }

    private Deque<Fault> queue(Call call) {
        return faults.computeIfAbsent(call, _ -> new ArrayDeque<>());
    }

    /** Returns the record with the precision of the API: whole seconds and microseconds. */
    private static LeaseRecord asStored(LeaseRecord desired, String version) {
        return new LeaseRecord(
                version,
                desired.holder(),
                desired.duration().truncatedTo(ChronoUnit.SECONDS),
                micros(desired.acquireTime()),
                micros(desired.renewTime()),
                desired.transitions(),
                desired.annotations());
    }

    private static @Nullable Instant micros(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
    }

    private final class FakeWatch implements LeaseWatch {

        private int next;
        private boolean stalled;
        private @Nullable Ended ended;

        private FakeWatch(int from) {
            boolean expired = from < oldest;
            this.next = expired ? Integer.MAX_VALUE : from;
            this.ended = expired ? new Ended("HTTP 410: too old resource version") : null;
        }

        @Override
        public LeaseEvent await(Duration limit) throws InterruptedException {
            var deadline = Deadline.after(limit, time);
            Fault exception = queue(Call.WATCH).poll();
            if (exception != null) {
                exception.strike();
            }
            while (true) {
                if (!stalled && next < history.size()) {
                    return history.get(next++);
                }
                if (!stalled && ended != null) {
                    return ended;
                }
                if (deadline.hasPassed()) {
                    return new TimedOut();
                }
                time.sleep(deadline.atMost(STEP));
            }
        }

        @Override
        public void close() {
            ended = new Ended("closed");
            watches.remove(this);
        }
    }
}
