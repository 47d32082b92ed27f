package io.initmigrator.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
