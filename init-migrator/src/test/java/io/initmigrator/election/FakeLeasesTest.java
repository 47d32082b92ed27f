package io.initmigrator.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.election.FakeLeases.Call;
import io.initmigrator.election.LeaseEvent.Changed;
import io.initmigrator.election.LeaseEvent.Ended;
import io.initmigrator.election.LeaseEvent.TimedOut;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FakeLeasesTest extends LeasesContract {

    private final SteppedTime time = new SteppedTime();
    private final FakeLeases fake = new FakeLeases(time);

    @Override
    protected Leases leases() {
        return fake;
    }

    @Override
    protected void deleteLease() {
        fake.delete();
    }

    @Override
    protected void createLeaseWithoutSpec() {
        fake.put(new LeaseRecord("", "", Duration.ZERO, null, null, 0, LeaseAnnotations.EMPTY));
    }

    @Test
    void faultStrikesOnceBeforeTheCallIsCarriedOut() throws InterruptedException {
        fake.before(Call.GET, () -> {
            throw new ApiUnavailableException("HTTP 500", null, null);
        });

        assertThatThrownBy(() -> fake.get(LIMIT)).isInstanceOf(ApiUnavailableException.class);
        assertThat(fake.get(LIMIT)).isEmpty();
        assertThat(fake.calls(Call.GET)).isEqualTo(2);
    }

    @Test
    void rivalMayWriteInBetween() throws InterruptedException {
        var seen = created(heldBy("a"));
        fake.before(Call.UPDATE, () -> fake.put(heldBy("rival")));

        assertThat(fake.update(seen, LIMIT)).isInstanceOf(LeaseWrite.Conflict.class);
    }

    @Test
    void awaitSeesWhatIsDoneWhileTimePasses() throws InterruptedException {
        var first = created(heldBy("a"));
        time.after(Duration.ofSeconds(1), () -> fake.put(heldBy("b")));

        assertThat(fake.watch(first.resourceVersion()).await(LIMIT)).isInstanceOf(Changed.class);
        assertThat(time.elapsed()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_020));
    }

    @Test
    void stalledWatchIsQuietAboutEverything() throws InterruptedException {
        var watch = fake.watch(created(heldBy("a")).resourceVersion());
        fake.stallWatches();
        fake.put(heldBy("b"));

        assertThat(watch.await(LIMIT)).isEqualTo(new TimedOut());
        assertThat(time.elapsed()).isEqualTo(LIMIT);
    }

    @Test
    void watchFromForgottenVersionHasEnded() throws InterruptedException {
        var first = created(heldBy("a"));
        fake.put(heldBy("b"));
        fake.compact();

        assertThat(fake.watch(first.resourceVersion()).await(LIMIT)).isInstanceOf(Ended.class);
    }

    private static final class SteppedTime implements Time {

        private Duration elapsed = Duration.ZERO;
        private Duration due = Duration.ofDays(1);
        private Runnable action = () -> {};

        void after(Duration delay, Runnable deed) {
            due = elapsed.plus(delay);
            action = deed;
        }

        @Override
        public Duration elapsed() {
            return elapsed;
        }

        @Override
        public Instant wallClock() {
            return Instant.EPOCH.plus(elapsed);
        }

        @Override
        public void sleep(Duration duration) {
            elapsed = elapsed.plus(duration);
            if (elapsed.compareTo(due) >= 0) {
                due = Duration.ofDays(1);
                action.run();
            }
        }
    }
}
