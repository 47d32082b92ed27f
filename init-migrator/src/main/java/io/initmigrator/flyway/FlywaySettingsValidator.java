package io.initmigrator.flyway;

import io.initmigrator.schema.Quotable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.configuration.ConfigUtils;

/**
 * Every setting that Flyway does not know, or whose value it does not take. Flyway itself tells of the first one, without its
 * variable, and of some only once it is at work.
 */
final class FlywaySettingsValidator {

    /** What Flyway makes of a text only when it needs it. */
    private static final List<Consumer<Configuration>> READ_LATE = List.of(
            Configuration::getTarget,
            Configuration::getBaselineVersion,
            Configuration::getEncoding,
            Configuration::getIgnoreMigrationPatterns,
            Configuration::getCallbacks,
            Configuration::getResolvers);

    private FlywaySettingsValidator() {}

    /** A sentence each, in the order of the variables. */
    static List<String> of(SortedMap<String, String> environment) {
        List<String> errors = new ArrayList<>();
        Map<String, String> known = new HashMap<>();
        environment.forEach((name, value) -> {
            String property = ConfigUtils.convertKey(name);
            if (property == null) {
                errors.add(name + " is not a setting of Flyway; correct its name, or take it away");
            } else {
                known.put(property, value);
            }
        });
        if (!known.isEmpty() && refusal(known).isPresent()) {
            environment.forEach((name, value) -> {
                String property = ConfigUtils.convertKey(name);
                if (property != null) {
                    refusal(Map.of(property, value))
                            .ifPresent(words -> errors.add(sentence(name, Quotable.is(value) ? ": " + words : "")));
                }
            });
        }
        return errors;
    }

    private static Optional<String> refusal(Map<String, String> properties) {
        try {
            Configuration configuration = Flyway.configure(FlywaySettingsValidator.class.getClassLoader())
                    .configuration(properties);
            READ_LATE.forEach(setting -> setting.accept(configuration));
            return Optional.empty();
        } catch (FlywayException | IllegalArgumentException e) {
            // The latter is what comes of a character set that is none.
            return Optional.of(FlywayMessages.fact(String.valueOf(e.getMessage())));
        }
    }

    private static String sentence(String name, String words) {
        return name + " is refused by Flyway" + words + "; correct its value, or take it away";
    }
}
