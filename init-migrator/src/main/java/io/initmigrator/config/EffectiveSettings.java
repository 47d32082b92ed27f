package io.initmigrator.config;

import io.initmigrator.postgres.Secret;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings as they hold, for people; what is secret is masked. */
final class EffectiveSettings {

    private EffectiveSettings() {}

    static SortedMap<String, String> of(Variables variables, SortedMap<String, String> flyway, String jdbcUrl) {
        SortedMap<String, String> effective = new TreeMap<>();
        flyway.forEach(
                (name, value) -> effective.put(name, FlywayVariables.isSecret(name, variables) ? Secret.MASK : value));
        effective.put("FLYWAY_URL", jdbcUrl);
        effective.putIfAbsent(Location.VARIABLE, Location.DEFAULT);
        for (Setting<?> setting : Catalogue.ALL) {
            effective.put(setting.name(), Setting.show(variables.get(setting)));
        }
        return effective;
    }
}
