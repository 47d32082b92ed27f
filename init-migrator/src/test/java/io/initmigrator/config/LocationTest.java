package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationTest {

    @ParameterizedTest
    @CsvSource({
        "filesystem:/migrations,/migrations,''",
        "filesystem:sql,sql,''",
        "filesystem:/a/b*/c,/a,b*/c",
        "filesystem:/a/**/c,/a,**/c",
        "filesystem:/a/v?,/a,v?",
        "filesystem:/a/b/*,/a/b,*"
    })
    void rootEndsBeforeTheFirstWildcard(String text, Path root, String wildcards) throws InvalidValueException {
        assertThat(Location.parse(text)).isEqualTo(new Location(text, root, wildcards));
    }

    @Test
    void listOfNothingIsRefused() {
        assertThatThrownBy(() -> SettingsReader.fromMap(
                        Map.of("FLYWAY_URL", "jdbc:postgresql://h/db", "FLYWAY_LOCATIONS", " , "), "n"))
                .hasMessage(
                        "FLYWAY_LOCATIONS is \" , \", which is not a directory; write filesystem:/migrations or the like");
    }

    @Test
    void pathThatCannotBeIsAFault() {
        assertThatThrownBy(() -> Location.parse("filesystem:/migrations\0"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("a path that is invalid on this system");
    }

    @ParameterizedTest
    @CsvSource({
        "/migrations,write filesystem:/migrations",
        "db/migration,write filesystem:db/migration",
        "classpath:db,put the migrations into a directory",
        "s3:bucket,put the migrations into a directory",
        "gcs:bucket,put the migrations into a directory",
        "filesystem:,write filesystem:/migrations or the like",
        "filesystem:*/x,write filesystem:/migrations or the like"
    })
    void anythingButADirectoryIsRefused(String text, String remedy) {
        assertThatThrownBy(() -> Location.parse(text)).hasMessageContaining(remedy);
    }
}
