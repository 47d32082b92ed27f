package io.initmigrator.flyway;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.FlywayExecutor;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.output.ValidateResult;
import org.flywaydb.core.api.pattern.ValidatePattern;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.internal.command.DbInfo;
import org.flywaydb.core.internal.command.DbValidate;

/**
 * Flyway's list of migrations and its validation result, both from one run, which reads bundle and history once. The public API
 * would take two runs.
 *
 * @param scripts the bundle's
 */
record ValidationRun(Collection<ResolvedMigration> scripts, MigrationInfoView survey, ValidateResult verdict) {

    static final String FUTURE = "*:future";

    /** A newer bundle may have brought them. */
    static final String MISSING_REPEATABLE = "repeatable:missing";

    private static final String PENDING = "*:pending";

    /** @param scanning whether Flyway scans for scripts, or was given them */
    static ValidationRun by(Flyway flyway, boolean scanning) {
        Configuration settings = flyway.getConfiguration();
        return new FlywayExecutor(settings)
                .execute(
                        (resolver, history, database, schema, schemas, callbacks, interceptor) -> {
                            MigrationInfoView survey = new MigrationInfoView(
                                    new DbInfo(resolver, history, settings, database, callbacks, schemas).info(),
                                    settings);
                            ValidatePattern[] allowed = allowed(settings, survey);
                            return new ValidationRun(
                                    resolver.resolveMigrations(settings),
                                    survey,
                                    new DbValidate(database, history, schema, resolver, settings, callbacks, allowed)
                                            .validate());
                        },
                        scanning,
                        null);
    }

    private static ValidatePattern[] allowed(Configuration settings, MigrationInfoView survey) {
        Stream<String> ours = survey.isBehindTheHistory()
                ? Stream.of(PENDING, FUTURE, MISSING_REPEATABLE)
                : survey.isAheadByJavaMigrationsOnly() ? Stream.of(PENDING, FUTURE) : Stream.of(PENDING);
        return Stream.concat(
                        Arrays.stream(settings.getIgnoreMigrationPatterns()), ours.map(ValidatePattern::fromPattern))
                .toArray(ValidatePattern[]::new);
    }
}
