package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.schema.ArchiveBuilder;
import io.initmigrator.schema.BundleLocation;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how an image without all of Java SE handles Java migrations. */
class JavaMigrationsTest {

    private static final ModuleFinder PLAIN = ModuleFinder.of();

    @TempDir
    private Path directory;

    private FlywaySettings settings;

    @BeforeEach
    void layArchive() {
        settings = new FlywaySettings(
                Map.of(),
                List.of(BundleLocation.of(BundleLocation.CLASSPATH, "classpath:db/migration")),
                List.of(),
                List.of(directory),
                Map.of());
    }

    @Test
    void javaMigrationIsRefusedByName() {
        lay("V2__Backfill.class");

        assertThatThrownBy(() -> load(new String[0]))
                .isInstanceOfSatisfying(
                        InvalidScriptException.class,
                        e -> assertThat(e.problem().remedy())
                                .contains("image variant -java", "FLYWAY_IGNORE_MIGRATION_PATTERNS=versioned:missing"))
                .hasMessageStartingWith("V2__Backfill is a Java migration, which this image does not run: "
                        + directory.resolve("app.jar") + "!/db/migration/V2__Backfill.class; use ");
    }

    @Test
    void repeatableOneHasItsOwnPattern() {
        lay("R__Views.class");

        assertThatThrownBy(() -> load("versioned:missing"))
                .isInstanceOfSatisfying(
                        InvalidScriptException.class,
                        e -> assertThat(e.problem().remedy()).contains("repeatable:missing"));
        assertThat(load("repeatable:missing").all()).isEmpty();
    }

    @Test
    void oneThatMayBeMissingIsLeftToTheApplication() {
        lay("V2__Backfill.class");

        assertThat(load("versioned:missing").all()).isEmpty();
    }

    @Test
    void otherClassesAreNoMigrations() {
        lay("Helper.class");
        lay("V2__Backfill$Row.class");
        lay("V2_note.class");

        assertThat(load(new String[0]).all()).isEmpty();
    }

    private void lay(String name) {
        new ArchiveBuilder().with("db/migration/" + name, "").write(directory.resolve("app.jar"));
    }

    private JavaMigrations load(String... ignoredPatterns) {
        return JavaMigrations.of(
                settings,
                ResolvedLocations.of(settings),
                Flyway.configure().ignoreMigrationPatterns(ignoredPatterns),
                PLAIN);
    }
}
