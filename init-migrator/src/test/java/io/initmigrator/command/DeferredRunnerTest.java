package io.initmigrator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutEvent.DeferredRunFailed;
import io.initmigrator.fence.FakePostgres;
import io.initmigrator.rollout.Rollout;
import io.initmigrator.rollout.RolloutFixture;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeferredRunnerTest {

    private final RolloutFixture test = new RolloutFixture();
    private final List<RolloutEvent> events = new ArrayList<>();
    private final Queue<String> failures = new ArrayDeque<>();

    @Test
    void failureIsPublishedAndTriedAgainWithLongerPauses() throws InterruptedException {
        Stream.concat(Stream.generate(() -> "V2__x.sql failed").limit(6), Stream.of(""))
                .forEach(failures::add);

        runner(this::command).run();

        assertThat(events)
                .hasSize(6)
                .allSatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                DeferredRunFailed.class,
                                failed -> assertThat(failed.reason()).isEqualTo("V2__x.sql failed")));
        List<Duration> pauses = events.stream()
                .map(event -> ((DeferredRunFailed) event).pause())
                .toList();
        assertThat(pauses.getFirst()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        assertThat(pauses.get(2)).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
        assertThat(pauses.getLast()).isBetween(Duration.ofSeconds(150), Duration.ofMinutes(5));
        assertThat(test.time.passed()).isEqualTo(pauses.stream().reduce(Duration.ZERO, Duration::plus));
    }

    /** Such as a database that does not answer; the application goes on. */
    @Test
    void exceptionIsTriedAgainToo() throws InterruptedException {
        Queue<Supplier<MigrateCommand>> attempts = new ArrayDeque<>();
        attempts.add(() -> {
            throw new UnreachableException("the database did not answer");
        });
        attempts.add(this::command);
        failures.add("");

        runner(() -> attempts.remove().get()).run();

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        DeferredRunFailed.class,
                        failed -> assertThat(failed.reason()).isEqualTo("the database did not answer"));
        assertThat(attempts).isEmpty();
    }

    private DeferredRunner runner(Supplier<MigrateCommand> attempts) {
        return new DeferredRunner(
                attempts,
                Duration.ofSeconds(30),
                new DeferredRunner.Sentences(outcome -> failures.remove(), error -> String.valueOf(error.getMessage())),
                events::add,
                test.time,
                new SplittableRandom(1));
    }

    /** Ends well; the sentence decides what is made of it. */
    private MigrateCommand command() {
        test.postgres.setState(FakePostgres.CURRENT);
        return new MigrateCommand(
                RolloutFixture.BUNDLE,
                WhenEmpty.FAIL,
                new Rollout(test.context, candidate -> test.elector()),
                event -> {},
                null,
                null);
    }
}
