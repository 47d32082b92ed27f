package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvalidMigrationNameTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void lay() throws IOException {
        for (String file : List.of(
                "v1/V1__a.sql",
                "v1/V2_b.sql",
                "v2/below/V3_c.sql",
                "other/V4_d.sql",
                "v1/notes_e.md",
                "suffix/V5__e.pgsql",
                "suffix/V6__f.sql.txt",
                "suffix/R__g.SQL",
                "suffix/V7__h.sql",
                "suffix/V7__h.sql.conf",
                "suffix/V8__i.java",
                "undo/U7__h.sql")) {
            Files.createDirectories(directory.resolve(file).getParent());
            Files.createFile(directory.resolve(file));
        }
    }

    @Test
    void areFoundBelowALocation() {
        assertThat(misnamed("filesystem:" + directory))
                .contains("V2_b.sql", "V3_c.sql", "V4_d.sql")
                .doesNotContain("V1__a.sql");
    }

    @Test
    void areFoundWhereAWildcardLeads() {
        assertThat(misnamed("filesystem:" + directory + "/v*")).containsExactly("V2_b.sql", "V3_c.sql");
    }

    @Test
    void areNoneWhereNothingCanBeRead() {
        assertThat(misnamed("filesystem:" + directory + "/none")).isEmpty();
    }

    @Test
    void areThoseOfMigrationsWithAnotherSuffix() {
        assertThat(misnamed("filesystem:" + directory + "/suffix"))
                .containsExactly("R__g.SQL", "V5__e.pgsql", "V6__f.sql.txt");
    }

    @Test
    void undoMigrationIsCalledOne() {
        assertThat(InvalidMigrationName.among(Flyway.configure().locations("filesystem:" + directory + "/undo")))
                .containsExactly(
                        new InvalidMigrationName("U7__h.sql", "undo migrations are not run by Flyway Community"));
    }

    private static List<String> misnamed(String location) {
        return InvalidMigrationName.among(Flyway.configure().locations(location).failOnMissingLocations(true)).stream()
                .map(InvalidMigrationName::file)
                .toList();
    }
}
