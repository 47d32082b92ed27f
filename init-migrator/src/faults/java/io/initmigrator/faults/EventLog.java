package io.initmigrator.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Records all output and all injected faults of a round, in the order of their arrival. */
final class EventLog {

    private final long began = System.nanoTime();
    private final List<Entry> entries = new ArrayList<>();

    /**
     * Holds one line.
     *
     * @param at {@link System#nanoTime}
     * @param process pod and number of its start; empty for an injected fault
     */
    record Entry(long at, String process, String text) {

        boolean says(LogPattern sign) {
            return text.contains(sign.words());
        }
    }

    synchronized Entry add(String process, String text) {
        Entry entry = new Entry(System.nanoTime(), process, text);
        entries.add(entry);
        notifyAll();
        return entry;
    }

    synchronized Optional<Entry> first(Predicate<Entry> wanted) {
        return entries.stream().filter(wanted).findFirst();
    }

    synchronized Optional<Entry> last(Predicate<Entry> wanted) {
        return entries.reversed().stream().filter(wanted).findFirst();
    }

    synchronized long count(Predicate<Entry> wanted) {
        return entries.stream().filter(wanted).count();
    }

    /** Waits for a matching entry; empty if none arrives in time. */
    synchronized Optional<Entry> await(Predicate<Entry> wanted, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        Optional<Entry> found = first(wanted);
        while (found.isEmpty() && System.nanoTime() < end) {
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            found = first(wanted);
        }
        return found;
    }

    /** Returns all entries, with seconds since the beginning. */
    synchronized String text() {
        return entries.stream()
                .map(entry -> "%8.3f %-8s %s%n".formatted((entry.at() - began) / 1e9, entry.process(), entry.text()))
                .collect(Collectors.joining());
    }
}
