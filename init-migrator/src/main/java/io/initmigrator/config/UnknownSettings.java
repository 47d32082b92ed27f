package io.initmigrator.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Refuses unknown {@code MIGRATOR_*} variables: most likely a typo, which would silently leave a default in effect. */
final class UnknownSettings {

    private static final String PREFIX = "MIGRATOR_";

    private UnknownSettings() {}

    static void check(Map<String, String> environment, ConfigErrors errors) {
        Set<String> known = known();
        new TreeSet<>(environment.keySet())
                .stream()
                        .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                        .filter(name -> !ServiceLinks.isOne(name, environment.getOrDefault(name, "")))
                        .forEach(name -> errors.add(name, "is not a setting", remedy(name, known)));
    }

    private static String remedy(String name, Set<String> known) {
        String nearest = NameSuggestion.nearest(name, known).orElseThrow();
        boolean isNear = NameSuggestion.of(name, known).isPresent();
        return isNear ? "write " + nearest : "unset it, or use an existing setting; the closest is " + nearest;
    }

    private static Set<String> known() {
        Set<String> known = new TreeSet<>();
        for (Setting<?> setting : SettingDefinitions.ALL) {
            known.add(setting.name());
            known.add(setting.name() + EnvironmentReader.FILE_SUFFIX);
        }
        return known;
    }
}
