package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests an older image after a newer one has migrated. Each bundle contains all versions up to its own; V11 is declared compatible from
 * bundle 9 on, V12 from 10 on, V13 from 11 on, V14 declares nothing.
 */
class RollbackIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    @BeforeEach
    void writeBundles() throws IOException {
        for (int newest = 9; newest <= 14; newest++) {
            Path bundle = Files.createDirectory(bundle(newest));
            for (int version = 9; version <= newest; version++) {
                Files.writeString(bundle.resolve("V" + version + "__script.sql"), head(version) + "select 1;\n");
            }
        }
    }

    @ParameterizedTest(name = "{2} starts bundle {1} on schema {0}: {3}")
    @CsvSource({
        "12,  9, compatible, SCHEMA_MISMATCH",
        "12, 10, compatible, OK",
        "12, 11, compatible, OK",
        "12, 12, compatible, OK",
        "13, 10, compatible, SCHEMA_MISMATCH",
        "13, 11, compatible, OK",
        "13, 12, compatible, OK",
        "14, 11, compatible, SCHEMA_MISMATCH",
        "14, 13, compatible, SCHEMA_MISMATCH",
        "14, 14, compatible, OK",
        "14,  9, start, OK",
        "12, 11, fail, SCHEMA_MISMATCH",
        "12, 12, fail, OK"
    })
    void olderBundleStartsWhereEveryNewerScriptAllowsIt(int schema, int older, String whenAhead, ExitCode expected) {
        // First as in every rollout: the older image has run before. Then as a pod that this database has never seen.
        for (boolean known : new boolean[] {true, false}) {
            database.execute("drop schema public cascade");
            database.execute("create schema public");
            if (known) {
                assertThat(launch(older).run()).isEqualTo(ExitStatus.OK);
            }
            assertThat(launch(schema).run()).isEqualTo(ExitStatus.OK);
            List<String> before = database.strings("select version from flyway_schema_history");

            ExitStatus ending =
                    launch(older).with("MIGRATOR_WHEN_AHEAD", whenAhead).run();

            assertThat(ending.code()).as(ending.message()).isEqualTo(expected);
            assertThat(launch(older)
                            .with("MIGRATOR_WHEN_AHEAD", whenAhead)
                            .run()
                            .code())
                    .isEqualTo(expected);
            assertThat(database.strings("select version from flyway_schema_history"))
                    .isEqualTo(before);
        }
    }

    private InProcessRun launch(int newest) {
        return InProcessRun.on(database, bundle(newest));
    }

    private Path bundle(int newest) {
        return directory.resolve("bundle-" + newest);
    }

    private static String head(int version) {
        return switch (version) {
            case 11 -> "-- init-migrator: compatible-from=9\n";
            case 12 -> "-- Adds nothing.\n-- init-migrator: compatible-from=10\n";
            case 13 -> "-- init-migrator: compatible-from=11 lock-timeout=2s\n";
            default -> "";
        };
    }
}
