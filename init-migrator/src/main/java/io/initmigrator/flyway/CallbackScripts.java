package io.initmigrator.flyway;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.resource.ResourceNameParser;
import org.flywaydb.core.internal.sqlscript.SqlScriptFactory;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;

/** Validates the bundle's callbacks, which Flyway reads only when it runs them. */
final class CallbackScripts {

    private CallbackScripts() {}

    /** @throws InvalidScriptException if one contains a command of psql, or Flyway would never reach its end */
    static void requireRunnable(Configuration settings, ScriptValidator validator) {
        ResourceNameParser names = new ResourceNameParser(settings);
        Location[] own = settings.getCallbackLocations();
        BoundedResources resources = new BoundedResources(settings, own.length > 0 ? own : settings.getLocations());
        SqlScriptFactory scripts = new PostgreSQLDatabaseType().createSqlScriptFactory(settings, new ParsingContext());
        for (LoadableResource callback : resources.getResources("", settings.getSqlMigrationSuffixes())) {
            if (Event.fromId(names.parse(callback.getFilename()).getPrefix()) != null) {
                validator.requireSql(callback.getFilename(), ScriptValidator.text(callback));
                requireEnd(callback, scripts, resources);
            }
        }
    }

    /** Other errors, such as an unknown placeholder, are reported by Flyway when it runs the callback. */
    private static void requireEnd(LoadableResource callback, SqlScriptFactory scripts, BoundedResources resources) {
        try {
            scripts.createSqlScript(callback, true, resources).executeInTransaction();
        } catch (FlywayException e) {
            if (FlywayErrors.innermost(e).equals(BoundedResources.NO_END)) {
                throw InvalidScriptException.unparsable(callback.getFilename(), e);
            }
        }
    }
}
