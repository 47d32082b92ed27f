package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.OwnServer;
import io.initmigrator.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a script during which the server's disk is full: a tablespace on a file system in memory of a few megabytes. */
class DiskFullIT {

    private static final String SMALL = "size=4m";

    @TempDir
    private Path directory;

    private Path disk;
    private Path bundle;
    private OwnServer server;
    private TestDatabase database;

    @BeforeEach
    void startWithASmallDisk() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", disk.toString()), "may not mount a tmpfs");
        server = OwnServer.start(Files.createDirectory(directory.resolve("data")), Map.of());
        server.maintenance()
                .execute("create tablespace small location '" + Files.createDirectory(disk.resolve("space")) + "'");
        server.maintenance().execute("create database shop");
        database = server.database("shop");
        bundle = Files.createDirectory(directory.resolve("bundle"));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        run("umount", disk.toString());
    }

    @Test
    void scriptThatFindsNoSpaceIsRolledBackWholeAndRunsOnceThereIsSome() throws Exception {
        Files.writeString(bundle.resolve("V1__orders.sql"), "create table orders (id int);\n");
        Files.writeString(bundle.resolve("V2__archive.sql"), """
                create table archive (text text) tablespace small;
                alter table orders add note text;
                insert into archive select repeat('x', 1000) from generate_series(1, 20000);
                """);

        ExitStatus full = migrate();

        assertThat(full.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(full.message())
                .contains("V2__archive.sql, line 3, SQLSTATE 53100", "No space left on device")
                .contains("free space on the server's disk, then restart");
        assertThat(columnsAdded()).isZero();
        assertThat(applied()).isEqualTo(1);

        assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isTrue();
        assertThat(migrate()).isEqualTo(ExitStatus.OK);
        assertThat(columnsAdded()).isEqualTo(1);
        assertThat(database.number("select count(*) from archive")).isEqualTo(20_000);
        assertThat(applied()).isEqualTo(2);
    }

    @Test
    void remainsOfAScriptOutsideATransactionAreUndoneByHandBeforeItRunsAgain() throws Exception {
        Files.writeString(bundle.resolve("V1__archive.sql"), """
                create table archive (text text) tablespace small;
                insert into archive select string_agg(md5(random()::text), '') from generate_series(1, 75000) n group by n % 2500;
                """);
        assertThat(migrate()).isEqualTo(ExitStatus.OK);
        Files.writeString(bundle.resolve("V2__index.sql"), """
                create index concurrently archive_text on archive (text) tablespace small;
                """);

        ExitStatus full = migrate();

        assertThat(full.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(full.message()).contains("V2__index.sql", "SQLSTATE 53100", "free space");
        assertThat(applied()).isEqualTo(1);
        assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isTrue();
        assertThat(migrate().message())
                .contains("V2__index.sql is recorded as failed", "undo its partial changes manually");
        database.execute("drop index archive_text");
        assertThat(run("repair").code()).isEqualTo(ExitCode.OK);
        assertThat(migrate()).isEqualTo(ExitStatus.OK);
        assertThat(database.string("select indisvalid::text from pg_index where indexrelid = 'archive_text'::regclass"))
                .isEqualTo("true");
    }

    private ExitStatus migrate() {
        return InProcessRun.on(database, bundle).run();
    }

    private ExitStatus run(String command) {
        return InProcessRun.on(database, bundle).run(command);
    }

    private int columnsAdded() {
        return database.number("select count(*) from information_schema.columns where column_name = 'note'");
    }

    private int applied() {
        return database.number("select count(*) from flyway_schema_history where success");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }
}
