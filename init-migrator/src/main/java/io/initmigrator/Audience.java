package io.initmigrator;

import io.initmigrator.coordination.Notice;
import java.util.function.Consumer;

/** Two who are told, in this order; a class of its own, because the JVM makes one for a lambda at each start. */
record Audience(Consumer<Notice> first, Consumer<Notice> second) implements Consumer<Notice> {

    @Override
    public void accept(Notice notice) {
        first.accept(notice);
        second.accept(notice);
    }
}
