package io.initmigrator.election;

import io.initmigrator.time.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Keeps a Lease in memory and answers at once, in no time, unless the test says otherwise. */
public final class ManualLeases implements Leases {

    private final ManualTime time;
    private final Queue<RuntimeException> failures = new ArrayDeque<>();
    private final List<LeaseRecord> writes = new ArrayList<>();
    private final List<Duration> limits = new ArrayList<>();
    private final List<ManualWatch> watches = new ArrayList<>();
    private @Nullable LeaseRecord lease;
    private Runnable beforeWrite = () -> {};
    private Duration delay = Duration.ZERO;
    private boolean losesAnswers;
    private boolean failsAlways;
    private boolean hearsInterrupts;
    private boolean refusesToCreate;
    private boolean refusesToUpdate;
    private int unanswered;
    private boolean isCutOff;
    private int version;
    private int reads;

    public ManualLeases(ManualTime time) {
        this.time = time;
    }

    @Override
    public Optional<LeaseRecord> get(Duration limit) throws InterruptedException {
        reads++;
        begin(limit);
        return Optional.ofNullable(lease);
    }

    @Override
    public LeaseWrite create(LeaseRecord desired, Duration limit) throws InterruptedException {
        begin(limit);
        if (refusesToCreate) {
            return new LeaseWrite.Conflict();
        }
        beforeWrite.run();
        return lease == null ? new LeaseWrite.Written(written(desired)) : new LeaseWrite.Conflict();
    }

    @Override
    public LeaseWrite update(LeaseRecord desired, Duration limit) throws InterruptedException {
        begin(limit);
        if (refusesToUpdate) {
            return new LeaseWrite.Conflict();
        }
        beforeWrite.run();
        return lease != null && lease.resourceVersion().equals(desired.resourceVersion())
                ? new LeaseWrite.Written(written(desired))
                : new LeaseWrite.Conflict();
    }

    @Override
    public LeaseWatch watch(String resourceVersion) {
        ManualWatch watch = new ManualWatch(time);
        watches.add(watch);
        return watch;
    }

    /** Writes the Lease as another client; watches see it. */
    public LeaseRecord put(LeaseRecord desired) {
        LeaseRecord stored = store(desired);
        openWatches().forEach(watch -> watch.events.add(new LeaseEvent.Changed(stored)));
        return stored;
    }

    void delete() {
        lease = null;
        openWatches().forEach(watch -> watch.events.add(new LeaseEvent.Deleted()));
    }

    public LeaseRecord current() {
        return Optional.ofNullable(lease).orElseThrow();
    }

    /** Makes the next calls fail with these exceptions, one after the other. */
    public void fail(RuntimeException... next) {
        failures.addAll(List.of(next));
    }

    /** Leaves the next {@code count} calls unanswered, as over a connection that fails silently. */
    void leaveUnanswered(int count) {
        unanswered = count;
    }

    /** Makes every creation a conflict, although no Lease exists. */
    void refuseToCreate() {
        refusesToCreate = true;
    }

    /** Makes every update a conflict, although no other client has written. */
    void refuseToUpdate() {
        refusesToUpdate = true;
    }

    /** Makes calls from an interrupted thread fail, as the real client does. */
    void failWhenInterrupted() {
        hearsInterrupts = true;
    }

    /** Makes every call fail from now on. */
    void failAll() {
        failsAlways = true;
    }

    /** Delays every call by this time before it takes effect. */
    void delay(Duration span) {
        delay = span;
    }

    /** Delays every call by this time; a call with a shorter limit fails without effect. */
    void delayWithinLimit(Duration span) {
        delay = span;
        isCutOff = true;
    }

    /** Decides whether writes take effect without an answer to the writer. */
    void loseAnswers(boolean lose) {
        losesAnswers = lose;
    }

    /** Sets an action that runs just before a write takes effect. */
    public void beforeWrite(Runnable action) {
        beforeWrite = action;
    }

    /** Returns the records that this process wrote, oldest first. */
    public List<LeaseRecord> writes() {
        return writes;
    }

    List<Duration> limits() {
        return limits;
    }

    int reads() {
        return reads;
    }

    List<ManualWatch> openWatches() {
        return watches.stream().filter(watch -> !watch.closed).toList();
    }

    static ApiUnavailableException unavailable() {
        return new ApiUnavailableException("500", null, new IllegalStateException("500"));
    }

    static ApiUnavailableException throttled(Duration retryAfter) {
        return new ApiUnavailableException("429", retryAfter, new IllegalStateException("429"));
    }

    private void begin(Duration limit) throws InterruptedException {
        limits.add(limit);
        if (hearsInterrupts && Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (unanswered > 0) {
            unanswered--;
            time.sleep(limit);
            throw unavailable();
        }
        if (isCutOff && delay.compareTo(limit) > 0) {
            time.sleep(limit);
            throw unavailable();
        }
        time.sleep(delay);
        RuntimeException failure = failsAlways ? unavailable() : failures.poll();
        if (failure != null) {
            throw failure;
        }
    }

    private LeaseRecord written(LeaseRecord desired) {
        LeaseRecord stored = store(desired);
        writes.add(stored);
        if (losesAnswers) {
            throw unavailable();
        }
        return stored;
    }

    private LeaseRecord store(LeaseRecord desired) {
        lease = withVersion(desired, String.valueOf(++version));
        return lease;
    }

    private static LeaseRecord withVersion(LeaseRecord record, String version) {
        return new LeaseRecord(
                version,
                record.holder(),
                record.duration(),
                record.acquireTime(),
                record.renewTime(),
                record.transitions(),
                record.annotations());
    }

    /** Delivers the events that the test adds. */
    static final class ManualWatch implements LeaseWatch {

        private final ManualTime time;
        private final Deque<LeaseEvent> events = new ArrayDeque<>();
        private boolean closed;

        private ManualWatch(ManualTime time) {
            this.time = time;
        }

        void feed(LeaseEvent event) {
            events.add(event);
        }

        @Override
        public LeaseEvent await(Duration limit) {
            time.passUntil(() -> !events.isEmpty(), limit);
            LeaseEvent event = events.poll();
            return event == null ? new LeaseEvent.TimedOut() : event;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
