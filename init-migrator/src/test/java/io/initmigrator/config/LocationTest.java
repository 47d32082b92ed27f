package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.schema.BundleLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    void rootEndsBeforeTheFirstWildcard(String text, String root, String wildcards) throws InvalidValueException {
        assertThat(Location.parse(text, false))
                .isEqualTo(new BundleLocation(BundleLocation.DIRECTORY, root, wildcards))
                .hasToString(text);
    }

    @Test
    void mountedImageIsReadWhereThereIsNoDirectoryOfOurOwn(@TempDir Path directory) throws IOException {
        Path own = directory.resolve("own");
        Path mounted = directory.resolve("mounted");

        assertThat(Location.defaultAmong(own, mounted)).isEqualTo("filesystem:" + own);
        Files.createDirectory(mounted);
        assertThat(Location.defaultAmong(own, mounted)).isEqualTo("filesystem:" + mounted);
        Files.createDirectory(own);
        assertThat(Location.defaultAmong(own, mounted)).isEqualTo("filesystem:" + own);
    }

    @ParameterizedTest
    @CsvSource({
        "jar:/a/app.jar!/BOOT-INF/classes/db/migration,jar:,/a/app.jar!/BOOT-INF/classes/db/migration,''",
        "jar:/a/app.jar!/BOOT-INF/lib/b.jar!/db/,jar:,/a/app.jar!/BOOT-INF/lib/b.jar!/db,''",
        "jar:file:/a/app.jar!/db,jar:,/a/app.jar!/db,''",
        "jar:file:///a/app.jar!/db,jar:,/a/app.jar!/db,''",
        "jar:/a/all.zip!/,jar:,/a/all.zip!/,''",
        "jar:/a/all.zip!/*/sql,jar:,/a/all.zip!/,*/sql",
        "classpath:/db/migration/,classpath:,db/migration,''",
        "db/{vendor},classpath:,db/postgresql,''",
        "classpath:db/**/sql,classpath:,db,**/sql"
    })
    void locationInAnArchiveOrOnTheClasspath(String text, String scheme, String root, String wildcards)
            throws InvalidValueException {
        assertThat(Location.parse(text, true)).isEqualTo(new BundleLocation(scheme, root, wildcards));
    }

    @ParameterizedTest
    @CsvSource({
        "jar:/a/app.jar,write jar:/path/app.jar!/db/migration",
        "jar:,write jar:/path/app.jar!/db/migration",
        "jar:!/db,write jar:/path/app.jar!/db/migration",
        "jar:/a/*.jar!/db,keep wildcards behind the last !/",
        "classpath:,write filesystem:/migrations",
        "classpath:/,write filesystem:/migrations",
        "classpath:*/db,write filesystem:/migrations"
    })
    void locationThatNamesNoDirectoryIsRefused(String text, String remedy) {
        assertThatThrownBy(() -> Location.parse(text, true)).hasMessageContaining(remedy);
    }

    @Test
    void addressInThePlaceOfAJarDirectoryIsNotShown() {
        assertThatThrownBy(() -> SettingsReader.fromMap(
                        Map.of(
                                "FLYWAY_URL",
                                "jdbc:postgresql://h/db",
                                "FLYWAY_JAR_DIRS",
                                "postgres://app:hunter2@h/db"),
                        "n"))
                .hasMessage("FLYWAY_JAR_DIRS holds a value that is not shown, and is not a list of directories;"
                        + " write the application's directory, such as /app");
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
        assertThatThrownBy(() -> Location.parse("filesystem:/migrations\0", false))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("a path that is invalid on this system");
    }

    @ParameterizedTest
    @CsvSource({
        "/migrations,write filesystem:/migrations",
        "db/migration,write filesystem:db/migration",
        "classpath:db,set FLYWAY_JAR_DIRS",
        "s3:bucket,put the migrations into a directory",
        "gcs:bucket,put the migrations into a directory",
        "filesystem:,write filesystem:/migrations or the like",
        "filesystem:*/x,write filesystem:/migrations or the like"
    })
    void anythingButADirectoryIsRefused(String text, String remedy) {
        assertThatThrownBy(() -> Location.parse(text, false)).hasMessageContaining(remedy);
    }
}
