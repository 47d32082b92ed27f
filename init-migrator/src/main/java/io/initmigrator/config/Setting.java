package io.initmigrator.config;

import java.time.Duration;
import java.util.Optional;

/**
 * One variable.
 *
 * @param name of the variable
 * @param form that its value must have
 * @param fallback what holds where it is absent
 */
record Setting<T>(String name, Form<T> form, T fallback) {

    /** The value as one would write it in the environment. */
    static String show(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.map(Setting::show).orElse("");
            case Duration duration -> Durations.format(duration);
            case Enum<?> constant -> Form.nameOf(constant);
            default -> value.toString();
        };
    }
}
