package io.initmigrator.config;

import io.initmigrator.time.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * One variable.
 *
 * @param name of the variable
 * @param parser that its value must have
 * @param fallback what holds where it is absent
 */
record Setting<T>(String name, ValueParser<T> parser, T fallback) {

    /** The value as one would write it in the environment. */
    static String show(Object value) {
        // No switch over types: each start comes by here, and the first such switch of a process is dear.
        if (value instanceof Optional<?> optional) {
            return optional.map(Setting::show).orElse("");
        }
        if (value instanceof Duration duration) {
            return Durations.format(duration);
        }
        return value instanceof Enum<?> constant ? ValueParser.nameOf(constant) : value.toString();
    }
}
