package io.initmigrator.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TerminationLogTest {

    private final SecretMasker masker = new SecretMasker(() -> Set.of("s3cret"));

    @TempDir
    private Path directory;

    @Test
    void messageIsPrintable() {
        Path file = directory.resolve("end");
        new TerminationLog(file, masker).write("first\u001b[2J\nsecond\u202e");

        assertThat(file).hasContent("first\\u001b[2J\nsecond\\u202e");
    }

    @Test
    void textIsWrittenMaskedAndReplacesAnEarlierOne() throws IOException {
        Path file = Files.writeString(directory.resolve("log"), "something longer that stood there before");

        new TerminationLog(file, masker).write("no login with s3cret\nü");

        assertThat(file).hasContent("no login with ****\nü");
    }

    @Test
    void longTextIsCutBetweenCharacters() throws IOException {
        Path file = directory.resolve("log");

        new TerminationLog(file, masker).write("x" + "ü".repeat(3000));

        assertThat(file).hasContent("x" + "ü".repeat(2047));
    }

    @Test
    void cutKeepsTheLimitToTheByte() {
        assertThat(TerminationLog.truncate("x".repeat(5000))).hasSize(4096);
        assertThat(TerminationLog.truncate("xy" + "ü".repeat(3000))).hasSize(4096);
        assertThat(new String(TerminationLog.truncate("😀".repeat(2000)), StandardCharsets.UTF_8))
                .isEqualTo("😀".repeat(1024));
    }

    @Test
    void fileThatCannotBeWrittenIsNoFailure() {
        Path nowhere = directory.resolve("missing/log");

        assertThatCode(() -> new TerminationLog(nowhere, masker).write("text")).doesNotThrowAnyException();
        assertThat(nowhere).doesNotExist();
    }

    @Test
    @Timeout(20)
    void pipeThatNobodyReadsIsNotWaitedFor() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        new TerminationLog(pipe, masker).write("text");

        assertThat(pipe).exists();
    }

    @Test
    void linkIsNotFollowed() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "of somebody else");
        Path link = Files.createSymbolicLink(directory.resolve("log"), other);

        new TerminationLog(link, masker).write("text");

        assertThat(other).hasContent("of somebody else");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void noFileIsCreatedAmongTheDevices() {
        Path device = Path.of("/dev/init-migrator-test");

        new TerminationLog(device, masker).write("text");

        assertThat(device).doesNotExist();
    }
}
