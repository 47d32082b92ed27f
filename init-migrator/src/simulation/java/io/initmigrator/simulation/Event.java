package io.initmigrator.simulation;

import java.util.Comparator;

/** Describes an event at a moment of virtual time. Events of the same moment happen in the order of their creation. */
record Event(long at, long number, Runnable action) implements Comparable<Event> {

    private static final Comparator<Event> ORDER =
            Comparator.comparingLong(Event::at).thenComparingLong(Event::number);

    @Override
    public int compareTo(Event other) {
        return ORDER.compare(this, other);
    }
}
