package io.initmigrator.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class ApplicationTest {

    @TempDir
    private Path directory;

    @Test
    void lastResortShowsNoSecret() throws Exception {
        Path terminationLog = directory.resolve("termination-log");
        Map<String, String> environment = new HashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public Set<String> keySet() {
                throw new NoClassDefFoundError("hidden-by-value and postgres://u:hidden@h");
            }
        };
        environment.put("MIGRATOR_TERMINATION_LOG", terminationLog.toString());
        environment.put("FLYWAY_PASSWORD", "hidden-by-value");

        new Application(List.of(), environment, new StopSignal(Thread.currentThread())).end();

        assertThat(Files.readString(terminationLog))
                .contains("**** and postgres://****@h")
                .doesNotContain("hidden");
    }

    /** Covers a secret that is escaped in the output: once escaped, it could not be found and masked. */
    @Test
    void lastResortMasksASecretWithControlCharacters() {
        Map<String, String> environment = new HashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public Set<String> keySet() {
                throw new NoClassDefFoundError("first\u0085second");
            }
        };
        environment.put("MIGRATOR_TERMINATION_LOG", directory.resolve("log").toString());
        environment.put("FLYWAY_PASSWORD", "first\u0085second");

        String printed = printedToStandardError(List.of(), environment);

        assertThat(printed).contains("NoClassDefFoundError: ****").doesNotContain("first", "second");
    }

    @Test
    void errorWhileTheSettingsAreReadIsABugThatKubernetesIsToldOf() throws Exception {
        Path terminationLog = directory.resolve("termination-log");
        Map<String, String> environment = new HashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public Set<String> keySet() {
                throw new NoClassDefFoundError("io/initmigrator/config/NameSuggestion");
            }
        };
        environment.put("MIGRATOR_TERMINATION_LOG", terminationLog.toString());

        ExitStatus ending = new Application(List.of(), environment, new StopSignal(Thread.currentThread())).end();

        assertThat(ending.code()).isEqualTo(ExitCode.INTERNAL_ERROR);
        assertThat(Files.readString(terminationLog))
                .isEqualTo(ending.message())
                .contains("NoClassDefFoundError", "NameSuggestion");
    }

    @Test
    void messageOfLintSteersNoTerminal() {
        String printed = printedToStandardError(
                List.of("lint", directory.resolve("no\u001b[2J\u202ewhere").toString()), Map.of());

        assertThat(printed).contains("no\\u001b[2J\\u202ewhere").doesNotContain("\u001b", "\u202e");
    }

    private static String printedToStandardError(List<String> arguments, Map<String, String> environment) {
        PrintStream original = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            new Application(arguments, environment, new StopSignal(Thread.currentThread())).end();
        } finally {
            System.setErr(original);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
