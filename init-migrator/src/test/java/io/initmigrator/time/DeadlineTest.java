package io.initmigrator.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private static final Duration TEN = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();

    @Test
    void deadlinePassesWhenItsPatienceHas() {
        Deadline deadline = Deadline.after(TEN, time);
        time.tick(TEN.minusMillis(1));
        assertThat(deadline.hasPassed()).isFalse();
        assertThat(deadline.atMost(Duration.ofSeconds(5))).isEqualTo(Duration.ofMillis(1));
        time.tick(Duration.ofMillis(1));
        assertThat(deadline.hasPassed()).isTrue();
        time.tick(Duration.ofSeconds(89));
        assertThat(deadline.remaining()).isZero();
    }

    @Test
    void deadlineMayCountFromAnEarlierMoment() {
        time.tick(Duration.ofSeconds(7));
        assertThat(Deadline.since(time.elapsed().minusSeconds(3), TEN, time).remaining())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void backoffDoublesUpToTheLongestAndBeginsAnewAfterASuccess() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), new SplittableRandom(1));
        for (int ceiling : new int[] {1000, 2000, 4000, 5000, 5000}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(ceiling / 2), Duration.ofMillis(ceiling));
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void backoffRefusesWhatCannotGrow() {
        assertThatThrownBy(() -> new Backoff(TEN, Duration.ofSeconds(1), new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, TEN, new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void jitterStaysInItsSpan() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(Jitter.between(Duration.ofMillis(5), TEN, random)).isBetween(Duration.ofMillis(5), TEN);
        }
        assertThat(Jitter.between(TEN, TEN, random)).isEqualTo(TEN);
        assertThat(Jitter.upTo(Duration.ZERO, random)).isZero();
    }
}
