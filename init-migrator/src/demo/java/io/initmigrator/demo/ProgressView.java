package io.initmigrator.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats the progress of a rollout as one line. */
final class ProgressView {

    private static final Pattern SCRIPT =
            Pattern.compile("Running script .*script=(\\S+) .*number=(\\d+) .*total=(\\d+)");
    private static final int BAR = 20;

    private final long begun = System.nanoTime();
    private final int pods;
    private final IntSupplier ended;
    private volatile String script = "";

    /**
     * Creates the view for one rollout.
     *
     * @param ended returns the number of its pods that have ended
     */
    ProgressView(int pods, IntSupplier ended) {
        this.pods = pods;
        this.ended = ended;
    }

    /** Records the progress if {@code line} is a pod's log line about a running script. */
    void hear(String line) {
        Matcher running = SCRIPT.matcher(line);
        if (running.find()) {
            int number = Integer.parseInt(running.group(2));
            int total = Integer.parseInt(running.group(3));
            int done = BAR * number / Math.max(1, total);
            script = "[%s%s] script %d of %d: %s, "
                    .formatted("#".repeat(done), " ".repeat(BAR - done), number, total, running.group(1));
        }
    }

    @Override
    public String toString() {
        double seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0;
        return "%s%d of %d pods have ended, %s s"
                .formatted(script, ended.getAsInt(), pods, String.format(Locale.ROOT, "%.1f", seconds));
    }
}
