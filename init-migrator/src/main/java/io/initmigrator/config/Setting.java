package io.initmigrator.config;

import io.initmigrator.time.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * Definition of one variable.
 *
 * @param name of the variable
 * @param parser of its value
 * @param fallback default if it is absent
 */
record Setting<T>(String name, ValueParser<T> parser, T fallback) {

    /** The value in the format of the environment. */
    static String show(Object value) {
        // Hot path, see docs/startup.md.
        if (value instanceof Optional<?> optional) {
            return optional.map(Setting::show).orElse("");
        }
        if (value instanceof Duration duration) {
            return Durations.format(duration);
        }
        return value instanceof Enum<?> constant ? ValueParser.nameOf(constant) : value.toString();
    }
}
