package io.initmigrator.flyway;

import io.initmigrator.migration.ScriptAnalyzer;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.resource.ResourceName;
import org.flywaydb.core.internal.resource.ResourceNameParser;

/** Validates the bundle's callbacks, which Flyway reads only when it runs them. */
final class CallbackScripts {

    /** Flyway runs them in the transaction of the script. */
    private static final Set<Event> IN_TRANSACTION_OF_SCRIPT =
            EnumSet.of(Event.BEFORE_EACH_MIGRATE, Event.AFTER_EACH_MIGRATE);

    private CallbackScripts() {}

    /** @throws InvalidScriptException if one contains a command of psql, or Flyway would never reach its end */
    static void requireRunnable(Configuration settings, ScriptValidator validator) {
        BoundedResources resources = resources(settings);
        all(resources, settings).forEach((callback, event) -> {
            validator.requireSql(callback.getFilename(), ScriptValidator.text(callback));
            requireEnd(callback, resources);
        });
    }

    /** Returns whether one that runs beside each script ends the transaction that would protect the script. */
    static boolean endTransactionOfScript(Configuration settings, ScriptAnalyzer analyzer) {
        return !settings.isSkipDefaultCallbacks()
                && all(resources(settings), settings).entrySet().stream()
                        .anyMatch(callback -> IN_TRANSACTION_OF_SCRIPT.contains(callback.getValue())
                                && analyzer.endsTransaction(ScriptValidator.text(callback.getKey())));
    }

    private static BoundedResources resources(Configuration settings) {
        Location[] own = settings.getCallbackLocations();
        return new BoundedResources(settings, Set.of(), own.length > 0 ? own : settings.getLocations());
    }

    private static Map<LoadableResource, Event> all(BoundedResources resources, Configuration settings) {
        ResourceNameParser names = new ResourceNameParser(settings);
        Map<LoadableResource, Event> callbacks = new LinkedHashMap<>();
        for (LoadableResource file : resources.getResources("", settings.getSqlMigrationSuffixes())) {
            ResourceName name = names.parse(file.getFilename());
            // Flyway throws if the prefix of an invalid name is asked for.
            Event event = name.isValid() ? Event.fromId(name.getPrefix()) : null;
            if (event != null) {
                callbacks.put(file, event);
            }
        }
        return callbacks;
    }

    /** Other errors, such as an unknown placeholder, are reported by Flyway when it runs the callback. */
    private static void requireEnd(LoadableResource callback, BoundedResources resources) {
        try {
            resources.parse(callback).executeInTransaction();
        } catch (FlywayException e) {
            if (FlywayErrors.innermost(e).equals(BoundedResources.NO_END)) {
                throw InvalidScriptException.unparsable(callback.getFilename(), e);
            }
        }
    }
}
