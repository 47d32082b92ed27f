package io.initmigrator.simulation;

import java.util.Comparator;

/** Something that happens by itself at a moment of virtual time; events of one moment happen in the order they were made. */
record Event(long at, long number, Runnable action) implements Comparable<Event> {

    private static final Comparator<Event> ORDER =
            Comparator.comparingLong(Event::at).thenComparingLong(Event::number);

    @Override
    public int compareTo(Event other) {
        return ORDER.compare(this, other);
    }
}
