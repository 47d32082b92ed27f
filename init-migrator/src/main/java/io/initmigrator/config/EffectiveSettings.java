package io.initmigrator.config;

import io.initmigrator.postgres.Secret;
import io.initmigrator.schema.Quotable;
import java.util.SortedMap;
import java.util.TreeMap;

/** Effective settings for the log, with secrets masked. */
final class EffectiveSettings {

    private EffectiveSettings() {}

    static SortedMap<String, String> of(EnvironmentReader variables, SortedMap<String, String> flyway, String jdbcUrl) {
        SortedMap<String, String> effective = new TreeMap<>();
        flyway.forEach((name, value) -> effective.put(
                name,
                FlywayVariables.isSecret(name, variables) || variables.isFromFile(name) ? Secret.MASK : shown(value)));
        effective.put("FLYWAY_URL", withoutParameters(jdbcUrl));
        effective.putIfAbsent(Location.VARIABLE, Location.text(variables));
        for (Setting<?> setting : SettingDefinitions.ALL) {
            effective.put(setting.name(), shown(Setting.show(variables.get(setting))));
        }
        if (variables.isSet(SettingDefinitions.WEBHOOK_URL.name())) {
            effective.put(SettingDefinitions.WEBHOOK_URL.name(), Secret.MASK);
        }
        return effective;
    }

    /** Masks what may be an address with a login. */
    private static String shown(String value) {
        return Quotable.is(value) ? value : Secret.MASK;
    }

    /** Drops the parameters, any of which may be secret. */
    private static String withoutParameters(String jdbcUrl) {
        int query = jdbcUrl.indexOf('?');
        return query < 0 ? jdbcUrl : jdbcUrl.substring(0, query + 1) + Secret.MASK;
    }
}
