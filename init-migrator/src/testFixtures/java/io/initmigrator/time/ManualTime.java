package io.initmigrator.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Simulates time: it passes only when code sleeps or the test ticks, and planned actions run at their moments. */
public final class ManualTime implements Time {

    private record Planned(Duration at, Runnable action) {}

    private static final Duration ORIGIN = Duration.ofSeconds(1000);

    private final List<Planned> plans = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Duration now = ORIGIN;
    private Instant wallClock = Instant.parse("2026-01-01T00:00:00Z");
    private boolean interrupted;

    /** Plans {@code action} for the moment when {@code sinceStart} has passed. */
    public void at(Duration sinceStart, Runnable action) {
        plans.add(new Planned(ORIGIN.plus(sinceStart), action));
    }

    /** Interrupts the sleep that reaches {@code sinceStart} at that moment. */
    public void interruptAt(Duration sinceStart) {
        at(sinceStart, () -> interrupted = true);
    }

    public void tick(Duration span) {
        passUntil(() -> false, span);
    }

    /** Returns the time since the test began. */
    public Duration passed() {
        return now.minus(ORIGIN);
    }

    /** Returns the requested length of each sleep. */
    public List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    public void setWallClock(Instant moment) {
        wallClock = moment;
    }

    @Override
    public Duration elapsed() {
        return now;
    }

    @Override
    public Instant wallClock() {
        return wallClock;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        pauses.add(duration);
        passUntil(() -> interrupted, duration);
        if (interrupted) {
            interrupted = false;
            throw new InterruptedException();
        }
    }

    /** Lets at most {@code span} pass; ends early as soon as {@code done} holds. */
    public void passUntil(BooleanSupplier done, Duration span) {
        Duration end = span.isPositive() ? now.plus(span) : now;
        while (!done.getAsBoolean()) {
            var next =
                    plans.stream().filter(plan -> plan.at().compareTo(end) <= 0).min(Comparator.comparing(Planned::at));
            moveTo(next.map(Planned::at).orElse(end));
            if (next.isEmpty()) {
                return;
            }
            plans.remove(next.get());
            next.get().action().run();
        }
    }

    private void moveTo(Duration moment) {
        if (moment.compareTo(now) > 0) {
            wallClock = wallClock.plus(moment.minus(now));
            now = moment;
        }
    }
}
