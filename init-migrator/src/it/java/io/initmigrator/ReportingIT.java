package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.logging.OutputException;
import io.initmigrator.logging.StandardOutput;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the output of the commands that only read, and their exit code if it cannot be printed. */
@ResourceLock(Resources.SYSTEM_OUT)
class ReportingIT {

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final PrintStream original = System.out;

    @TempDir
    private Path directory;

    @AfterEach
    void restore() {
        System.setOut(original);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "plan"})
    void mismatchIsShownOnce(String command) throws Exception {
        Path bundle = bundle("create table a (id int);");
        assertThat(launch(bundle).run()).isEqualTo(ExitStatus.OK);
        bundle("create table changed (id int);");
        Path terminationLog = directory.resolve("termination-log");

        String shown = output(() -> assertThat(launch(bundle)
                        .with("MIGRATOR_TERMINATION_LOG", terminationLog.toString())
                        .run(command)
                        .code())
                .isEqualTo(ExitCode.SCHEMA_MISMATCH));

        assertThat(shown.split("checksum mismatch", -1)).hasSize(2);
        assertThat(terminationLog).content().contains("V1__a.sql: Migration checksum mismatch");
    }

    @Test
    void repeatableScriptWithATimestampIsNotPendingOnceItHasRun() throws Exception {
        Path bundle = bundle("create table a (id int);");
        Files.writeString(bundle.resolve("R__t.sql"), "select '${flyway:timestamp}';");
        assertThat(launch(bundle).run()).isEqualTo(ExitStatus.OK);

        assertThat(output(() -> assertThat(launch(bundle).run("status")).isEqualTo(ExitStatus.OK)))
                .containsPattern("(?m)^pending +none$");
        assertThat(output(() -> assertThat(launch(bundle).run("plan")).isEqualTo(ExitStatus.OK)))
                .startsWith("0 pending");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "plan", "--help", "--version"})
    void fullDeviceIsAFailure(String command) throws Exception {
        Path bundle = bundle("create table a (id int);");

        try (OutputStream full = new FileOutputStream("/dev/full")) {
            System.setOut(new PrintStream(full, true, StandardCharsets.UTF_8));
            assertThat(launch(bundle).run(command).code()).isEqualTo(ExitCode.INTERNAL_ERROR);
        }
    }

    @Test
    void closedPipeIsAFailure() {
        System.setOut(new PrintStream(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("Broken pipe");
            }
        }));

        assertThatThrownBy(() -> StandardOutput.print("text"))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("its reader has closed it");
    }

    @Test
    void resultIsUtf8WhateverTheEncodingOfStandardOutput() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.US_ASCII));

        StandardOutput.print("CHECK (…)");

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("CHECK (…)\n");
    }

    private String output(Runnable work) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setOut(original);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private Path bundle(String sql) throws IOException {
        Path bundle = Files.createDirectories(directory.resolve("bundle"));
        Files.writeString(bundle.resolve("V1__a.sql"), sql);
        return bundle;
    }

    private InProcessRun launch(Path bundle) {
        return InProcessRun.on(database, bundle);
    }
}
